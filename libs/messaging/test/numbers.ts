import { Controller } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { z } from 'zod';
import { defineAnnouncement, defineAsk } from '@sentrybox/contracts';
import { notFound } from '@sentrybox/errors';
import { requestContext } from '@sentrybox/observability';
import { Announcement, Ask } from '../src/decorators';
import type { MessageContext } from '../src/message-context';

export const double = defineAsk({
  name: 'data.number.double',
  owner: 'data',
  deadlineMs: 2_000,
  request: z.object({ value: z.int() }),
  answer: z.object({ value: z.int(), servedBy: z.string() }),
});
export const whoAsks = defineAsk({
  name: 'data.asker.describe',
  owner: 'data',
  deadlineMs: 2_000,
  request: z.object({}),
  answer: z.object({ caller: z.string(), userId: z.string().optional(), requestId: z.string() }),
});
export const fail = defineAsk({
  name: 'data.number.fail',
  owner: 'data',
  deadlineMs: 2_000,
  request: z.object({ how: z.enum(['domain', 'bug', 'contract']) }),
  answer: z.object({ value: z.int() }),
});
export const slow = defineAsk({
  name: 'data.number.wait',
  owner: 'data',
  deadlineMs: 2_000,
  request: z.object({ waitMs: z.int() }),
  answer: z.object({}),
});
export const changed = defineAnnouncement({
  name: 'data.number.changed',
  owner: 'data',
  payload: z.object({ value: z.int() }),
});
export const definitions = [double, whoAsks, fail, slow];

export interface Heard {
  handled: number[];
  announced: number[];
}

/** A controller of the service `data` that answers the asks above and writes down what it handles. */
export function answering(replicaName: string, heard: Heard): Type {
  @Controller()
  class NumbersController {
    @Ask(double)
    double({ value }: { value: number }): { value: number; servedBy: string; secret: string } {
      heard.handled.push(value);
      return { value: value * 2, servedBy: replicaName, secret: 'never leaves' };
    }

    @Ask(whoAsks)
    describe(_payload: unknown, context: MessageContext): unknown {
      const { principal, requestId } = requestContext() ?? {};
      return {
        caller: context.caller,
        userId: principal?.kind === 'user' ? principal.userId : undefined,
        requestId,
      };
    }

    @Ask(fail)
    async fail({ how }: { how: 'domain' | 'bug' | 'contract' }): Promise<unknown> {
      await Promise.resolve();
      if (how === 'domain') throw notFound('There is no such number.', 'number_not_found');
      if (how === 'bug') throw new TypeError('secret detail');
      return { value: 'no number' };
    }

    @Ask(slow)
    async wait({ waitMs }: { waitMs: number }): Promise<object> {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      return {};
    }

    @Announcement(changed)
    changed({ value }: { value: number }): void {
      heard.announced.push(value);
    }
  }
  return NumbersController;
}

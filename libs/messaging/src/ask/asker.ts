import type { z } from 'zod';
import type { AppName, AskDefinition, Principal } from '@sentrybox/contracts';
import { bug, unavailable } from '@sentrybox/errors';
import { currentTraceparent, inSpan, requestContext } from '@sentrybox/observability';
import type { Logger } from '@sentrybox/observability';
import { Coalescer } from '../coalescer';
import type { PairKeys } from '../keys/pair-keys';
import { clockSampleLifeMs, furthestDeadlineMs, greatestBodyLength } from '../limits';
import type { MessagingMetrics, Outcome } from '../messaging.metrics';
import type { AskList } from '../redis/ask-list';
import type { RedisClock } from '../redis/redis-clock';
import { encodeAsk } from '../wire/ask-frame';
import type { AskBody } from '../wire/ask-frame';
import type { AnswerBody } from '../wire/answer-frame';
import { newMessageId } from '../wire/message-id';
import { fromWireError } from '../wire/wire-error';

export interface AskOptions {
  /** Budget for the round trip in milliseconds; default: the definition's; at most 60,000. */
  readonly deadlineMs?: number;
  /** Default: the principal of the current request. `null`: the service acts for itself. */
  readonly onBehalfOf?: Principal | null;
}

interface Waiting {
  readonly owner: AppName;
  readonly settle: (body: AnswerBody) => void;
  readonly fail: (error: Error) => void;
}

interface Outgoing {
  readonly id: string;
  readonly deadlineMs: number;
  readonly body: AskBody;
}

/** The asking side: sends questions, matches answers, ends every question at its deadline. */
export class Asker {
  private readonly waiting = new Map<string, Waiting>();
  private readonly outgoing = new Map<AppName, Coalescer<Outgoing>>();

  constructor(
    private readonly app: AppName,
    private readonly replyTo: string,
    private readonly keys: PairKeys,
    private readonly list: AskList,
    private readonly clock: RedisClock,
    private readonly metrics: MessagingMetrics,
    private readonly logger: Logger,
  ) {}

  async ask<Request extends z.ZodType, Answer extends z.ZodType>(
    definition: AskDefinition<Request, Answer>,
    request: z.input<Request>,
    options: AskOptions,
  ): Promise<z.output<Answer>> {
    const startedAt = this.clock.now();
    const endsAt = startedAt + Math.min(options.deadlineMs ?? definition.deadlineMs, furthestDeadlineMs);
    let outcome: Outcome = 'unavailable';
    try {
      const span = {
        name: `ask ${definition.name}`,
        kind: 'client',
        attributes: { 'messaging.system': 'redis' },
      } as const;
      const body = await inSpan(span, () => this.send(definition, request, options, endsAt));
      outcome = 'error';
      if ('error' in body) throw fromWireError(body.error, definition.owner);
      const answer = definition.answer.safeParse(body.answer);
      if (!answer.success) throw this.broken('answer', definition.name, answer.error);
      outcome = 'ok';
      return answer.data;
    } finally {
      this.metrics.askEnded(definition.name, outcome, this.clock.now() - startedAt);
    }
  }

  /** Gives an authenticated answer to whoever waits for it; false when nobody does (any more). */
  deliver(id: string, owner: string, body: AnswerBody): boolean {
    const waiting = this.waiting.get(id);
    if (waiting?.owner !== owner) return false;
    waiting.settle(body);
    return true;
  }

  /** Ends everything that still waits; for the end of the process. */
  stop(): void {
    for (const waiting of this.waiting.values()) waiting.fail(unavailable('This service is shutting down.'));
  }

  private async send(
    definition: AskDefinition,
    request: unknown,
    options: AskOptions,
    endsAt: number,
  ): Promise<AnswerBody> {
    const payload = definition.request.safeParse(request);
    if (!payload.success) throw this.broken('request', definition.name, payload.error);
    if (this.clock.sampleAgeMs > clockSampleLifeMs) await this.knowTheTime(definition.owner);
    const id = newMessageId();
    return await new Promise<AnswerBody>((resolve, reject) => {
      const timer = setTimeout(() => {
        end(() => {
          reject(unavailable(`The ${definition.owner} service did not answer in time.`));
        });
      }, endsAt - this.clock.now());
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        this.waiting.delete(id);
        settle();
      };
      this.waiting.set(id, {
        owner: definition.owner,
        settle: (body) => {
          end(() => {
            resolve(body);
          });
        },
        fail: (error) => {
          end(() => {
            reject(error);
          });
        },
      });
      try {
        const outgoing = this.outgoingOf(definition, id, payload.data, options, endsAt - this.clock.now());
        this.outgoingTo(definition.owner).add(outgoing);
      } catch (error) {
        this.waiting.get(id)?.fail(error instanceof Error ? error : bug(String(error)));
      }
    });
  }

  private outgoingOf(
    definition: AskDefinition,
    id: string,
    payload: unknown,
    options: AskOptions,
    remainingMs: number,
  ): Outgoing {
    const nowMs = this.clock.earliestMs();
    if (nowMs === undefined) throw unavailable('Messages cannot be exchanged now.');
    const context = requestContext();
    return {
      id,
      deadlineMs: Math.floor(nowMs + remainingMs),
      body: {
        name: definition.name,
        replyTo: this.replyTo,
        correlationId: context?.requestId ?? `msg-${id}`,
        onBehalfOf: options.onBehalfOf === null ? undefined : (options.onBehalfOf ?? context?.principal),
        traceparent: currentTraceparent(),
        payload,
      },
    };
  }

  private outgoingTo(owner: AppName): Coalescer<Outgoing> {
    let coalescer = this.outgoing.get(owner);
    if (coalescer === undefined) {
      coalescer = new Coalescer((asks) => void this.enqueue(owner, asks));
      this.outgoing.set(owner, coalescer);
    }
    return coalescer;
  }

  private async enqueue(owner: AppName, asks: readonly Outgoing[]): Promise<void> {
    let sent: readonly Outgoing[] = asks;
    try {
      const accepted = await this.list.enqueue(owner, (epoch) => {
        const signed = sent.map((ask) => ({ ask, frame: this.signed(owner, ask, epoch) }));
        sent = signed.filter(({ frame }) => frame !== undefined).map(({ ask }) => ask);
        return signed.flatMap(({ frame }) => frame ?? []);
      });
      for (const { id } of sent.slice(accepted)) {
        this.waiting.get(id)?.fail(unavailable(`The ${owner} service has too much to do now.`));
      }
    } catch (error) {
      const failure = unavailable(`The ${owner} service cannot be reached now.`, error);
      for (const { id } of sent) this.waiting.get(id)?.fail(failure);
    }
  }

  /** The frame; undefined when there can be none, which fails that one question. */
  private signed(owner: AppName, { id, deadlineMs, body }: Outgoing, epoch: string): string | undefined {
    try {
      const frame = encodeAsk(this.keys.sendingKey('ask', owner), { deadlineMs, id, epoch, caller: this.app }, body);
      if (frame.length <= greatestBodyLength) return frame;
      throw bug(`A request of ${body.name} is too large to be asked`);
    } catch (error) {
      this.waiting.get(id)?.fail(error instanceof Error ? error : bug(String(error)));
      return undefined;
    }
  }

  private async knowTheTime(owner: AppName): Promise<void> {
    try {
      await this.list.freshenClock(clockSampleLifeMs);
    } catch (error) {
      throw unavailable(`The ${owner} service cannot be reached now.`, error);
    }
  }

  private broken(side: 'request' | 'answer', name: string, error: Error): Error {
    if (side === 'answer') this.metrics.refused('answer', 'schema');
    this.logger.error('message_breaks_contract', { message: name, side, error });
    return bug(`The ${side} of ${name} breaks its contract`, error);
  }
}

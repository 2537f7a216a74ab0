import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { defineAsk } from '@sentrybox/contracts';
import { Ask, Messages, MessagingModule, messagingTransports } from '@sentrybox/messaging';
import { createLogger, ObservabilityModule } from '@sentrybox/observability';
import { z } from 'zod';
import { answerTo } from './peer';
import type { Answer, AskOne, PeerSettings, Question } from './peer';

const question = defineAsk({
  name: 'data.bench.ask',
  owner: 'data',
  deadlineMs: 10_000,
  request: z.object({ value: z.int(), digest: z.string().regex(/^[0-9a-f]{64}$/) }),
  answer: z.object({ value: z.int(), teamId: z.uuid() }),
});

/** Asks of libs/messaging with everything on: MAC, memory against replay, deadline, schemas on both sides, metrics. */
export async function openSentrybox({ privateKey, publicKeys, redisUrl, role }: PeerSettings): Promise<AskOne> {
  const app = role === 'server' ? 'data' : 'tools';
  const logger = createLogger({ service: app, version: 'bench', level: 'error' });

  @Controller()
  class AnswerController {
    @Ask(question)
    answer(asked: Question): Answer {
      return answerTo(asked);
    }
  }

  @Module({
    imports: [
      ObservabilityModule.forService({ logger }),
      MessagingModule.forApp({ app, redisUrl, privateKey, publicKeys, definitions: [question] }),
    ],
    controllers: role === 'server' ? [AnswerController] : [],
  })
  class PeerModule {}

  const nest = await NestFactory.create(PeerModule, new FastifyAdapter(), { logger: false, abortOnError: false });
  for (const transport of messagingTransports(nest)) nest.connectMicroservice(transport);
  await nest.init();
  await nest.startAllMicroservices();
  const messages = nest.get(Messages);
  return (asked) => messages.ask(question, asked);
}

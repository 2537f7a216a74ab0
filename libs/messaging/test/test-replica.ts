import { Module } from '@nestjs/common';
import type { INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { createLogger, Metrics, ObservabilityModule } from '@sentrybox/observability';
import type { AppName, AskDefinition } from '@sentrybox/contracts';
import { Messages } from '../src/messages';
import { messagingTransports } from '../src/messaging-transports';
import { MessagingModule } from '../src/messaging.module';
import type { TestKeyRing } from './test-key-ring';

export interface TestReplicaOptions {
  readonly app: AppName;
  readonly keys: TestKeyRing;
  readonly redisUrl: string;
  readonly controllers?: readonly Type[];
  readonly definitions: readonly AskDefinition[];
}

export interface TestReplica {
  readonly app: INestApplication;
  readonly messages: Messages;
  /** Value of `messages_refused_total`. */
  refused(kind: string, reason: string): Promise<number>;
  close(): Promise<void>;
}

/** One process' worth of messaging, in this process. */
export async function startReplica(options: TestReplicaOptions): Promise<TestReplica> {
  const silent = { write: () => undefined };
  const logger = createLogger({ service: options.app, version: 'test', level: 'error', destination: silent });
  @Module({
    imports: [
      ObservabilityModule.forService({ logger }),
      MessagingModule.forApp({
        app: options.app,
        redisUrl: options.redisUrl,
        privateKey: options.keys.privateKeyOf(options.app),
        publicKeys: options.keys.publicKeys,
        definitions: options.definitions,
      }),
    ],
    controllers: [...(options.controllers ?? [])],
  })
  class ReplicaModule {}
  const app = await NestFactory.create(ReplicaModule, new FastifyAdapter(), { logger: false, abortOnError: false });
  try {
    for (const transport of messagingTransports(app)) app.connectMicroservice(transport);
    await app.init();
    await app.startAllMicroservices();
  } catch (error) {
    await app.close();
    throw error;
  }
  return {
    app,
    messages: app.get(Messages),
    refused: async (kind, reason) => await refusedCount(app.get(Metrics), kind, reason),
    close: async () => {
      await app.close();
    },
  };
}

async function refusedCount(metrics: Metrics, kind: string, reason: string): Promise<number> {
  const metric = await metrics.registry.getSingleMetric('messages_refused_total')?.get();
  return metric?.values.find(({ labels }) => labels.kind === kind && labels.reason === reason)?.value ?? 0;
}

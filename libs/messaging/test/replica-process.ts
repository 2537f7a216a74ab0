import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { messagingVariables, redisVariables, serviceVariables } from '@sentrybox/config';
import { loadServiceConfig, runMain, runService } from '@sentrybox/http';
import { MessagingModule } from '../src/messaging.module';
import { messagingTransports } from '../src/messaging-transports';
import { answering, definitions } from './numbers';
import type { Heard } from './numbers';

// One replica of the service `data` in a process of its own, as main.ts of an app starts it.
const variables = { ...serviceVariables(0), ...redisVariables, ...messagingVariables };
const heard: Heard = { handled: [], announced: [] };

async function main(): Promise<void> {
  const config = loadServiceConfig(variables);
  @Module({
    imports: [
      MessagingModule.forApp({
        ...{ app: 'data', redisUrl: config.REDIS_URL, definitions },
        ...{ privateKey: config.SERVICE_PRIVATE_KEY, publicKeys: config.SERVICE_PUBLIC_KEYS },
      }),
    ],
    controllers: [answering(`process-${process.pid}`, heard)],
  })
  class ReplicaModule {}
  const { metricsUrl } = await runService({
    ...{ app: 'data', module: ReplicaModule, config, version: 'test', transports: messagingTransports },
  });
  process.on('message', () => process.send?.(heard));
  process.send?.({ metricsUrl });
}

process.once('disconnect', () => process.exit(0));
void runMain(main);

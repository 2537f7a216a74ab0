import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AuditModule } from '@sentrybox/audit';
import { AuthModule } from '@sentrybox/auth';
import { databaseVariables, messagingVariables, redisVariables, serviceVariables } from '@sentrybox/config';
import type { Parsed } from '@sentrybox/config';
import { defineEndpoint } from '@sentrybox/contracts';
import type { EndpointDefinition } from '@sentrybox/contracts';
import { DatabaseModule } from '@sentrybox/database';
import { loadServiceConfig, Route, runService } from '@sentrybox/http';
import { MessagingModule, messagingTransports } from '@sentrybox/messaging';
import { productVersion } from '@sentrybox/observability';
import { z } from 'zod';
import { serve } from './serve';

const app = 'tools';
const variables = { ...serviceVariables(0), ...databaseVariables, ...redisVariables, ...messagingVariables };

/** One more service of an installation, whose environment it is given: as every service is put together, with trivial routes. */
serve(async ({ path, body }) => {
  const config = loadServiceConfig(variables);
  const service = await runService({
    app,
    config,
    version: productVersion(),
    module: guardedModule(config, path, body),
    transports: messagingTransports,
  });
  return Number(new URL(service.url).port);
});

function guardedModule(config: Parsed<typeof variables>, path: string, body: unknown): DynamicModule {
  const route = (name: string, rest: Pick<EndpointDefinition, 'access' | 'rateLimit'>) =>
    defineEndpoint({
      app,
      method: 'GET',
      path: `${path}/${name}`,
      id: name,
      summary: 'For the benchmark.',
      tag: 'bench',
      responses: { 200: z.object({ message: z.string() }) },
      examples: [],
      ...rest,
    });

  @Controller()
  class GuardedController {
    @Route(route('open', { access: 'public', rateLimit: 'none' }))
    open(): unknown {
      return body;
    }

    @Route(route('known', { access: 'authenticated', rateLimit: 'none' }))
    known(): unknown {
      return body;
    }

    @Route(route('counted', { access: 'authenticated' }))
    counted(): unknown {
      return body;
    }
  }

  @Module({})
  class GuardedModule {}

  return {
    module: GuardedModule,
    controllers: [GuardedController],
    imports: [
      DatabaseModule.forApp({ app, entities: [], url: config.DATABASE_URL, workUrl: config.DATABASE_WORK_URL }),
      MessagingModule.forApp({
        app,
        redisUrl: config.REDIS_URL,
        privateKey: config.SERVICE_PRIVATE_KEY,
        publicKeys: config.SERVICE_PUBLIC_KEYS,
        answersAsks: false,
      }),
      AuthModule.forApp({ app }),
      AuditModule,
    ],
  };
}

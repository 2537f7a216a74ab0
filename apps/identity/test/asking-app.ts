import { Controller, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AuthModule, CurrentPrincipal } from '@sentrybox/auth';
import { messagingVariables, redisVariables, serviceVariables } from '@sentrybox/config';
import type { Parsed } from '@sentrybox/config';
import { defineEndpoint } from '@sentrybox/contracts';
import type { Principal } from '@sentrybox/contracts';
import { Route } from '@sentrybox/http';
import { MessagingModule, messagingTransports } from '@sentrybox/messaging';
import type { Clock } from '@sentrybox/observability';
import { startApp } from '@sentrybox/testing';
import type { RunningApp, TestInstallation } from '@sentrybox/testing';
import { z } from 'zod';

const plugins = defineEndpoint({
  app: 'analysis-gateway',
  method: 'GET',
  path: '/api/v1/plugins',
  id: 'whoAmI',
  summary: 'Says who called.',
  tag: 'test',
  access: 'plugins:read',
  responses: { 200: z.object({ team: z.string(), permissions: z.array(z.string()) }) },
  examples: [],
});

@Controller()
class WhoController {
  @Route(plugins)
  who(@CurrentPrincipal() { teamId, permissions }: Principal) {
    return { team: teamId, permissions };
  }
}

const variables = { ...serviceVariables(0), ...redisVariables, ...messagingVariables };

@Module({ controllers: [WhoController] })
class AskingModule {
  static with(config: Parsed<typeof variables>): DynamicModule {
    return {
      module: AskingModule,
      imports: [
        MessagingModule.forApp({
          app: 'analysis-gateway',
          redisUrl: config.REDIS_URL,
          privateKey: config.SERVICE_PRIVATE_KEY,
          publicKeys: config.SERVICE_PUBLIC_KEYS,
          definitions: [],
        }),
        AuthModule.forApp({ app: 'analysis-gateway' }),
      ],
    };
  }
}

/** Another service, on a path of the analysis API, which knows of credentials what it asks identity. */
export async function startAskingApp(installation: TestInstallation, clock?: Clock): Promise<RunningApp> {
  return await startApp(
    {
      app: 'analysis-gateway',
      variables,
      module: (config: Parsed<typeof variables>) => AskingModule.with(config),
      transports: messagingTransports,
    },
    installation.environmentOf('analysis-gateway'),
    { clock },
  );
}

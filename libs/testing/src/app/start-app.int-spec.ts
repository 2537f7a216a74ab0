import { Controller, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AuditModule } from '@sentrybox/audit';
import { databaseVariables, redisVariables, serviceVariables } from '@sentrybox/config';
import { defineEndpoint } from '@sentrybox/contracts';
import { Database, DatabaseModule } from '@sentrybox/database';
import { Input, Route } from '@sentrybox/http';
import { z } from 'zod';
import { fakeClock } from '../clock/fake-clock';
import { startApp } from './start-app';
import type { AppDefinition } from './start-app';
import { testInstallation } from './test-installation';

const echo = defineEndpoint({
  app: 'tools',
  method: 'POST',
  path: '/api/echo',
  id: 'echo',
  tag: 'test',
  summary: 'For this test.',
  access: 'public',
  body: z.strictObject({ text: z.string() }),
  responses: { 200: z.object({ text: z.string(), role: z.string() }) },
  examples: [],
});

@Controller()
class EchoController {
  constructor(private readonly database: Database) {}

  @Route(echo)
  async post(@Input() { body }: { body: { text: string } }): Promise<{ text: string; role: string }> {
    const [row] = await this.database.query<{ role: string }>('SELECT current_user AS role');
    return { text: body.text, role: row?.role ?? '' };
  }
}

const variables = { ...serviceVariables(0), ...databaseVariables, ...redisVariables };

@Module({ controllers: [EchoController] })
class EchoModule {
  static with(database: DynamicModule): DynamicModule {
    return { module: EchoModule, imports: [database, AuditModule] };
  }
}

const definition: AppDefinition<typeof variables> = {
  app: 'tools',
  variables,
  module: (config) =>
    EchoModule.with(
      DatabaseModule.forApp({
        app: 'tools',
        entities: [],
        url: config.DATABASE_URL,
        workUrl: config.DATABASE_WORK_URL,
      }),
    ),
};

test('an app starts on a free port with storage of its own, and answers over HTTP as in production', async () => {
  const installation = await testInstallation([]);
  const app = await startApp(definition, installation.environmentOf('tools'), { clock: fakeClock() });

  const good = await app.request('POST', '/api/echo', { body: { text: 'hello' } });
  const bad = await app.request('POST', '/api/echo', { body: { txt: 'hello' } });
  const ready = await app.request('GET', '/health/ready');
  await app.close();
  await installation.drop();

  expect(good).toMatchObject({ status: 200, body: { text: 'hello', role: 'tools_api' } });
  expect(bad).toMatchObject({ status: 400, body: { status: 'error' } });
  expect(ready.status).toBe(200);
  expect(app.logLines.join('')).toContain('"event":"http_request"');
});

import { Controller, Module } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { databaseVariables, serviceVariables } from '@sentrybox/config';
import { defineEndpoint } from '@sentrybox/contracts';
import { DatabaseModule, uuidv7 } from '@sentrybox/database';
import { conflict, unauthenticated } from '@sentrybox/errors';
import { Route, setPrincipal } from '@sentrybox/http';
import { noteRefusal } from '@sentrybox/observability';
import type { Refusal } from '@sentrybox/observability';
import { aKeyPrincipal, aUserPrincipal, startApp, testDatabase } from '@sentrybox/testing';
import type { AppDefinition, RunningApp, TestDatabase } from '@sentrybox/testing';
import { Client } from 'pg';
import { z } from 'zod';
import { AuditModule } from './audit.module';

const teamId = uuidv7();
const serviceAccountId = uuidv7();
const userId = uuidv7();
const former = { keyId: uuidv7(), serviceAccountId: uuidv7(), teamId };
const common = { app: 'responder', tag: 'test', summary: 'For this test.', examples: [] } as const;
const getThing = defineEndpoint({
  ...common,
  method: 'GET',
  path: '/api/v1/things/{id}',
  id: 'getThing',
  access: 'authenticated',
  params: z.object({ id: z.string() }),
  responses: { 200: z.object({ id: z.string() }) },
});
const putThing = defineEndpoint({
  ...common,
  method: 'PUT',
  path: '/api/v1/things',
  id: 'putThing',
  access: 'authenticated',
  body: z.strictObject({ name: z.string() }),
  responses: { 200: z.object({ id: z.string() }) },
});

let served = 0;

@Controller()
class ThingsController {
  @Route(getThing)
  get(): { id: string } {
    served += 1;
    return { id: 'x' };
  }

  @Route(putThing)
  put(): { id: string } {
    throw conflict('There is one already.');
  }
}

/** Believes a header: whether a credential is good is not the subject here. */
class HeaderGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>();
    if (headers['x-as'] === 'key') setPrincipal(aKeyPrincipal({ teamId, serviceAccountId }));
    if (headers['x-as'] === 'user') setPrincipal(aUserPrincipal({ teamId, userId }));
    if (headers['x-as'] === 'stranger') refuse({ reason: 'unknown_key' });
    if (headers['x-as'] === 'former') refuse({ reason: 'revoked_key', holder: former });
    return true;
  }
}

function refuse(refusal: Refusal): never {
  noteRefusal(refusal);
  throw unauthenticated('This key is not known.');
}

@Module({ controllers: [ThingsController], providers: [{ provide: APP_GUARD, useClass: HeaderGuard }] })
class ThingsModule {}

const variables = { ...serviceVariables(0), ...databaseVariables };
const definition: AppDefinition<typeof variables> = {
  app: 'responder',
  variables,
  module: ({ DATABASE_URL: url }) => ({
    module: ThingsModule,
    imports: [DatabaseModule.forApp({ app: 'responder', entities: [], url, workUrl: undefined }), AuditModule],
  }),
};

const start = (url: string | undefined): Promise<RunningApp> =>
  startApp(definition, { PORT: '0', METRICS_PORT: '0', ...(url === undefined ? {} : { DATABASE_URL: url }) });

let server: TestDatabase;
let app: RunningApp;

beforeAll(async () => {
  server = await testDatabase([]);
  app = await start(server.urlOf('responder'));
});

afterAll(async () => {
  await app.close();
  await server.drop();
});

async function call(target: RunningApp, method: string, path: string, as: string, body?: object) {
  const answer = await target.request(method, path, { headers: { 'x-as': as }, body });
  return { status: answer.status, code: answer.headers.get('x-error-code'), body: JSON.stringify(answer.body) };
}

const recorded = () =>
  server.query<{ object_id: string; outcome: string; status: number }>(
    `SELECT object_id, outcome, (details->>'status')::int AS status FROM audit.event
     WHERE action = 'api_call' AND actor_id = $1 AND team_id = $2 ORDER BY recorded_at, id`,
    [serviceAccountId, teamId],
  );

test('each call by a service account has its row when the answer arrives, refusals too', async () => {
  const seen = [];
  for (const [method, path, body] of [
    ['GET', '/api/v1/things/1', undefined],
    ['PUT', '/api/v1/things', { name: 'a' }],
    ['PUT', '/api/v1/things', { nam: 'a' }],
  ] as const) {
    const { status } = await call(app, method, path, 'key', body);
    seen.push([status, (await recorded()).at(-1)]);
  }

  const put = 'PUT /api/v1/things';
  expect(seen).toEqual([
    [200, { object_id: 'GET /api/v1/things/{id}', outcome: 'success', status: 200 }],
    [409, { object_id: put, outcome: 'failure', status: 409 }],
    [400, { object_id: put, outcome: 'failure', status: 400 }],
  ]);
});

test('calls by users and without a credential make no row', async () => {
  const before = (await recorded()).length;

  await call(app, 'GET', '/api/v1/things/1', 'user');
  await call(app, 'GET', '/api/v1/things/1', 'nobody');

  expect(await recorded()).toHaveLength(before);
  expect(await server.query(`SELECT FROM audit.event WHERE actor_id = $1`, [userId])).toEqual([]);
});

test('I13 credentials that let nobody in have their row, with the account whose key it was', async () => {
  for (const as of ['stranger', 'former']) expect((await call(app, 'GET', '/api/v1/things/1', as)).status).toBe(401);

  const rows = await server.query(
    `SELECT team_id, actor_kind, actor_id, object_id, outcome, details->>'reason' AS reason, details->>'key_id' AS key_id
     FROM audit.event WHERE action = 'authn_credential_fail' ORDER BY recorded_at, id`,
  );
  const same = { object_id: 'GET /api/v1/things/{id}', outcome: 'failure' };
  expect(rows).toEqual([
    { ...same, team_id: null, actor_kind: 'anonymous', actor_id: null, reason: 'unknown_key', key_id: null },
    {
      ...same,
      team_id: teamId,
      actor_kind: 'service_account',
      actor_id: former.serviceAccountId,
      reason: 'revoked_key',
      key_id: former.keyId,
    },
  ]);
});

test('calls that are answered while a row is being written share the next commit, and no row is lost', async () => {
  const before = (await recorded()).length;
  // xmin is the transaction that wrote the row.
  const commits = () => server.query(`SELECT DISTINCT xmin::text FROM audit.event WHERE action = 'api_call'`);
  const commitsBefore = (await commits()).length;
  const servedBefore = served;
  const writer = new Client({ connectionString: server.adminUrl });
  await writer.connect();
  await writer.query('BEGIN; LOCK TABLE audit.event IN SHARE MODE');

  const calls = Array.from({ length: 60 }, () => call(app, 'GET', '/api/v1/things/1', 'key'));
  while (served < servedBefore + calls.length) await new Promise((resolve) => setImmediate(resolve));
  await writer.query('COMMIT');
  await writer.end();
  const answers = await Promise.all(calls);

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await recorded()).toHaveLength(before + 60);
  expect((await commits()).length - commitsBefore).toBeLessThan(10);
});

test('a call that cannot be recorded is answered 503 and its result is withheld; others are served', async () => {
  const unconfigured = await start(undefined);
  const unreachable = await start('postgres://u:p@127.0.0.1:1/x');
  try {
    for (const broken of [unconfigured, unreachable]) {
      const refused = await call(broken, 'GET', '/api/v1/things/1', 'key');
      const answered = await call(broken, 'GET', '/api/v1/things/1', 'user');

      expect(refused).toMatchObject({ status: 503, code: 'unavailable' });
      expect(refused.body).not.toContain('"id"');
      expect(answered).toMatchObject({ status: 200 });
      expect(await call(broken, 'GET', '/health/ready', 'nobody')).toMatchObject({ status: 503 });
      expect(await call(broken, 'GET', '/health/live', 'nobody')).toMatchObject({ status: 200 });
    }
  } finally {
    await unconfigured.close();
    await unreachable.close();
  }
});

test('storage that comes back is used again without a restart', async () => {
  await server.query(`REVOKE CONNECT ON DATABASE ${new URL(server.adminUrl).pathname.slice(1)} FROM PUBLIC`);
  await server.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'responder_api'`);
  const refused = await call(app, 'GET', '/api/v1/things/1', 'key');
  await server.query(`GRANT CONNECT ON DATABASE ${new URL(server.adminUrl).pathname.slice(1)} TO PUBLIC`);

  expect(refused).toMatchObject({ status: 503 });
  expect(await call(app, 'GET', '/api/v1/things/1', 'key')).toMatchObject({ status: 200 });
});

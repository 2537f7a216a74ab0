import { loadConfig } from '@sentrybox/config';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createLogger } from '@sentrybox/observability';
import { IdentityApp } from '../../test/identity-app';
import { AdminModule } from '../admin.module';
import { identityVariables } from '../config';
import type { FirstStart } from './first-start.service';
import { CreateKeyService, FirstStartService } from '.';

describe('P02 first start', () => {
  let identity: IdentityApp;
  let context: INestApplicationContext;
  let result: FirstStart;

  beforeAll(async () => {
    identity = await IdentityApp.start();
    const config = loadConfig(identityVariables, identity.installation.environmentOf('identity'));
    const logger = createLogger({ service: 'identity-admin', version: '0.0.0', level: 'error' });
    context = await NestFactory.createApplicationContext(AdminModule.forConfig(config, logger), { logger: false });
    // Two at once: exactly one of them does it.
    const both = await Promise.all([context.get(FirstStartService).run(), context.get(FirstStartService).run()]);
    expect(both.map(({ created }) => created).sort()).toEqual([false, true]);
    result = both.find(({ created }) => created) ?? { created: false };
  });
  afterAll(async () => {
    await context.close();
    await identity.stop();
  });

  it('makes one admin, whose one-time password has to be changed', async () => {
    if (!result.created) throw new Error('It did nothing.');
    const { email, password } = result;
    expect(password).toHaveLength(20);
    const login = await identity.call('POST', '/api/v1/auth/login', { body: { email, password } });
    expect(login).toMatchObject({ status: 200, body: { data: { must_change_password: true } } });
    const me = await identity.call('GET', '/api/v1/users/me', { token: login.body?.data.token });
    expect(me.body?.data).toMatchObject({
      email: 'admin@sentrybox.local',
      role: 'admin',
      teams: [expect.objectContaining({ name: 'default', role: 'owner' })],
    });
  });

  it('makes a key for the main job, which may not manage keys', async () => {
    if (!result.created) throw new Error('It did nothing.');
    const { apiKey } = result;
    const answer = await identity.call('GET', '/api/v1/permissions', { key: apiKey });
    expect(answer.status).toBe(200);
    const refused = await identity.call('GET', '/api/v1/service-accounts', { key: apiKey });
    expect(refused.status).toBe(403);
    const [row] = await identity.database.query<{ scopes: string[] }>('SELECT scopes FROM identity.api_key');
    expect(row?.scopes.sort()).toEqual([
      'actions:run',
      'analyses:read',
      'analyses:run',
      'indicators:read',
      'indicators:write',
      'plugins:read',
      'sources:read',
      'sources:write',
    ]);
  });

  it('makes one signing key, whose private part is sealed', async () => {
    const rows = await identity.database.query<{ sealed: string }>(
      'SELECT private_sealed AS sealed FROM identity.signing_key',
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.sealed).toMatch(/^v1\./);
    expect(rows[0]?.sealed).not.toContain('PRIVATE');
  });

  it('does nothing the second time', async () => {
    await expect(context.get(FirstStartService).run()).resolves.toEqual({ created: false });
  });

  it('mints further keys for named service accounts', async () => {
    const create = context.get(CreateKeyService);
    const first = await create.run('soar', ['analyses:read']);
    const second = await create.run('soar', ['analyses:read']);
    expect(first).toEqual({
      apiKey: expect.stringMatching(/^sb_[0-9a-f]{32}$/) as string,
      prefix: first.apiKey.slice(0, 7),
      serviceAccount: 'soar',
    });
    expect(second.apiKey).not.toBe(first.apiKey);
    const accounts = await identity.database.query(`SELECT 1 FROM identity.service_account WHERE name = 'soar'`);
    expect(accounts).toHaveLength(1);
  });

  it('I13 leaves a row for everything it made', async () => {
    const rows = await identity.database.query<{ action: string; actor_kind: string }>(
      `SELECT action, actor_kind FROM audit.event WHERE action LIKE '%created' ORDER BY recorded_at LIMIT 3`,
    );
    expect(rows.map(({ action }) => action)).toEqual(['user_created', 'service_account_created', 'api_key_created']);
    expect(new Set(rows.map(({ actor_kind }) => actor_kind))).toEqual(new Set(['service']));
  });
});

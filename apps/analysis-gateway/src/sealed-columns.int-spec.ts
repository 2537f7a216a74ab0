import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { loadConfig } from '@sentrybox/config';
import { Database, rewrapSecrets, SecretBox, uuidv7 } from '@sentrybox/database';
import { createLogger } from '@sentrybox/observability';
import { json, startFixtureServer } from '@sentrybox/testing';
import type { FixtureServer } from '@sentrybox/testing';
import { GatewayInstallation } from '../test/gateway-installation';
import type { Gateway } from '../test/gateway-installation';
import { AdminModule } from './admin.module';
import { gatewayVariables } from './config';
import { sealedColumns } from './sealed-columns';

jest.setTimeout(60_000);

const kek = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;
const [old, fresh] = [kek('k1'), kek('k2')];
const teams = [uuidv7(), uuidv7()];

let installation: GatewayInstallation;
let source: FixtureServer;

beforeAll(async () => {
  installation = await GatewayInstallation.start();
  source = await startFixtureServer({ 'GET /*': json(401, {}) });
});

afterAll(async () => {
  await installation.stop();
  await source.close();
});

async function store(gateway: Gateway): Promise<void> {
  const operator = installation.surroundings.key(teams[0] ?? '', 'owner', ['platform-plugins:write']);
  const change = (key: string, path: string, body: object) => gateway.call('PATCH', path, { key, body });
  const ofPlatform = { settings: { api_key: 'the-key-of-the-platform-0001' } };
  const answers = [await change(operator, '/api/v1/plugins/abuseipdb/platform-settings', ofPlatform)];
  for (const [index, team] of teams.entries()) {
    const admin = installation.surroundings.key(team, 'admin');
    const settings = { api_key: `the-key-of-a-team-number-${index}`, url: source.url };
    const secret = `whsec_${randomBytes(24).toString('base64')}`;
    answers.push(
      await change(admin, '/api/v1/plugins/virustotal/settings', { settings }),
      await change(admin, '/api/v1/analysis-settings', { webhook_url: source.url, webhook_secret: secret }),
    );
  }
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
}

async function rewrap() {
  const environment = { ...installation.environment, KEY_ENCRYPTION_KEYS: `${fresh},${old}` };
  const logger = createLogger({ service: 'analysis-gateway-admin', version: '0.0.0', level: 'error' });
  const module = AdminModule.forConfig(loadConfig(await gatewayVariables(), environment), logger);
  const context = await NestFactory.createApplicationContext(module, { logger: false });
  try {
    return await rewrapSecrets(context.get(Database), context.get(SecretBox), sealedColumns);
  } finally {
    await context.close();
  }
}

describe('a new key-encryption key', () => {
  it('takes over every secret of every team, and the old one is needed no more', async () => {
    await store(await installation.gateway({ role: 'api', environment: { KEY_ENCRYPTION_KEYS: old } }));

    const counts = (report: Awaited<ReturnType<typeof rewrap>>) =>
      report.map(({ column, rewrapped, skipped }) => `${column} ${rewrapped} ${skipped}`);
    expect(counts(await rewrap())).toEqual([
      'analysis.platform_plugin_setting.sealed 1 0',
      'analysis.plugin_setting.sealed 2 0',
      'analysis.team_setting.webhook_secret 2 0',
    ]);
    expect(counts(await rewrap())).toEqual([
      'analysis.platform_plugin_setting.sealed 0 0',
      'analysis.plugin_setting.sealed 0 0',
      'analysis.team_setting.webhook_secret 0 0',
    ]);

    const after = await installation.gateway({ role: 'api', environment: { KEY_ENCRYPTION_KEYS: fresh } });
    for (const team of teams) {
      const key = installation.surroundings.key(team, 'admin');
      expect((await after.call('POST', '/api/v1/plugins/virustotal/test', { key })).status).toBe(200);
      const settings = await after.call('GET', '/api/v1/plugins/abuseipdb/settings', { key });
      expect(settings.body).toMatchObject({ enabled: true });
    }
    expect(source.requests.map(({ headers }) => headers['x-apikey'])).toEqual([
      'the-key-of-a-team-number-0',
      'the-key-of-a-team-number-1',
    ]);
  });

  it('is for every column whose name says that it holds secrets', async () => {
    const found = await installation.database.query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns
       where table_schema = 'analysis' and data_type = 'text' and column_name ~ 'sealed|secret' order by 1`,
    );
    expect(found.map(({ name }) => name)).toEqual(sealedColumns.map(({ table, column }) => `${table}.${column}`));
  });
});

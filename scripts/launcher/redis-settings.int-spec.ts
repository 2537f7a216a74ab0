import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { messagingVariables, redisVariables, serviceVariables } from '@sentrybox/config';
import { startRedis } from '@sentrybox/local-servers';
import type { RunningRedis } from '@sentrybox/local-servers';
import { MessagingModule } from '@sentrybox/messaging';
import { startApp, testInstallation } from '@sentrybox/testing';
import type { AppDefinition, RunningApp, TestInstallation } from '@sentrybox/testing';
import { Redis } from 'ioredis';

import { projectRoot } from './state-folder';

jest.setTimeout(60_000);

const variables = { ...serviceVariables(0), ...redisVariables, ...messagingVariables };
const service: AppDefinition<typeof variables> = {
  app: 'tools',
  variables,
  module: (config) =>
    MessagingModule.forApp({
      app: 'tools',
      redisUrl: config.REDIS_URL,
      privateKey: config.SERVICE_PRIVATE_KEY,
      publicKeys: config.SERVICE_PUBLIC_KEYS,
    }),
};

let folder: string;
let server: RunningRedis;
let admin: Redis;
let installation: TestInstallation;

async function start(url = server.url): Promise<RunningApp> {
  return await startApp(service, { ...installation.environmentOf('tools'), REDIS_URL: url });
}

async function isReady(app: RunningApp): Promise<boolean> {
  return (await app.request('GET', '/health/ready')).status === 200;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentrybox-redis-'));
  const cacheDir = join(projectRoot, 'node_modules', '.cache', 'sentrybox');
  server = await startRedis({ stateDir: folder, cacheDir, aof: true, log: () => undefined });
  admin = new Redis(server.url);
  installation = await testInstallation([]);
});
afterAll(async () => {
  admin.disconnect();
  await Promise.all([server.stop(), installation.drop()]);
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await admin.config('SET', 'maxmemory-policy', 'noeviction');
  await admin.config('SET', 'appendonly', 'yes');
});

describe('P04: a service', () => {
  it('does not start on a Redis that evicts keys, and names the setting', async () => {
    await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await expect(start()).rejects.toThrow(/maxmemory-policy is allkeys-lru.*set maxmemory-policy to noeviction/);
  });

  it('says nothing of a Redis that keeps everything and writes it down', async () => {
    const app = await start();
    await app.close();
    expect(app.logLines.join('')).not.toMatch(/redis_(?:evicts|not_persistent|settings)/);
  });

  it('warns of a Redis without an append-only file and goes on: accepted work is in PostgreSQL', async () => {
    await admin.config('SET', 'appendonly', 'no');
    const app = await start();
    await app.close();
    expect(app.logLines.join('')).toMatch(/"event":"redis_not_persistent".*appendonly is off/);
  });

  it('warns where INFO is refused, as by some managed servers, and goes on', async () => {
    await admin.acl('SETUSER', 'managed', 'reset', 'on', '>secret', '~*', '&*', '+@all', '-info');
    const url = new URL(server.url);
    url.username = 'managed';
    url.password = 'secret';
    const app = await start(url.href);
    await app.close();
    expect(app.logLines.join('')).toMatch(/"event":"redis_settings_unknown"/);
  });

  it('is not ready any more on a Redis that comes back evicting', async () => {
    const app = await start();
    expect(await isReady(app)).toBe(true);
    await admin.config('SET', 'maxmemory-policy', 'volatile-ttl');
    await admin.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    const endsAt = performance.now() + 10_000;
    while ((await isReady(app)) && performance.now() < endsAt) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await isReady(app)).toBe(false);
    await app.close();
  });
});

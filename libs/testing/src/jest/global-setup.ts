import { rmSync } from 'node:fs';
import { resolve } from 'node:path';

import type * as LocalServers from '@sentrybox/local-servers';

import { newStateDir, removeAbandoned, testCacheDir } from './test-folders';
import { testServers } from './test-servers';
import type { TestServers } from './test-servers';

/**
 * Once per Jest process, whatever number of projects is selected: PostgreSQL and Redis for the tests. Workers read
 * SENTRYBOX_TEST_DATABASE_URL (an administrator's) and SENTRYBOX_TEST_REDIS_URL. Servers of one's own can be named with
 * TEST_DATABASE_URL / TEST_REDIS_URL (or DATABASE_URL / REDIS_URL); SENTRYBOX_POSTGRES_KIND (embedded, system) and
 * SENTRYBOX_REDIS_KIND (system, debian-unpacked, js-redis-server) insist on one kind of those started here.
 */
export default async function globalSetup(): Promise<void> {
  process.env['SENTRYBOX_OFFLINE'] = '1';
  testServers.current ??= startServers();
  const { adminUrl, redisUrl } = await testServers.current;
  process.env['SENTRYBOX_TEST_DATABASE_URL'] = adminUrl;
  process.env['SENTRYBOX_TEST_REDIS_URL'] = redisUrl;
}

/**
 * Jest loads this file before the aliases of its configuration hold, so the library is loaded by its path; Jest
 * compiles it on the way, as it does this file.
 */
function localServers(): typeof LocalServers {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above; the type is that of the same file
  return require(resolve(__dirname, '../../../local-servers/src/index')) as typeof LocalServers;
}

function given(...names: string[]): string | undefined {
  return names.map((name) => process.env[name]).find((value) => value !== undefined && value !== '');
}

async function startServers(): Promise<TestServers> {
  const givenDatabase = given('TEST_DATABASE_URL', 'DATABASE_URL');
  const givenRedis = given('TEST_REDIS_URL', 'REDIS_URL');
  const { foldersOutside, isAlive } = localServers();
  removeAbandoned(isAlive);
  const stateDir = newStateDir();
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(
      stops.map(async (stopServer) => {
        await stopServer();
      }),
    );
    for (const folder of [...foldersOutside(stateDir), stateDir]) rmSync(folder, { recursive: true, force: true });
  };
  const started = await Promise.allSettled([
    givenDatabase ?? startTestPostgres(stateDir, stops),
    givenRedis ?? startTestRedis(stateDir, stops),
  ]);
  const [adminUrl, redisUrl] = started;
  if (adminUrl.status === 'fulfilled' && redisUrl.status === 'fulfilled') {
    return { adminUrl: adminUrl.value, redisUrl: redisUrl.value, stop };
  }
  await stop();
  throw new AggregateError(
    started.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])),
    `the test servers did not start: ${started.map((result) => (result.status === 'rejected' ? String(result.reason) : '')).join(' ')}`,
  );
}

function log(line: string): void {
  process.stderr.write(`test servers: ${line}\n`);
}

async function startTestPostgres(stateDir: string, stops: (() => Promise<void>)[]): Promise<string> {
  const kind = given('SENTRYBOX_POSTGRES_KIND');
  const server = await localServers().startPostgres({
    ...{ stateDir, cacheDir: testCacheDir(), log, fsync: false, maxConnections: 300 },
    ...(kind === 'embedded' || kind === 'system' ? { kind } : {}),
  });
  stops.push(server.stop);
  log(`PostgreSQL ${server.version} (${server.kind})`);
  return server.adminUrl;
}

async function startTestRedis(stateDir: string, stops: (() => Promise<void>)[]): Promise<string> {
  const kind = given('SENTRYBOX_REDIS_KIND');
  const server = await localServers().startRedis({
    ...{ stateDir, cacheDir: testCacheDir(), log },
    ...(kind === 'system' || kind === 'debian-unpacked' || kind === 'js-redis-server' ? { kinds: [kind] } : {}),
  });
  stops.push(server.stop);
  log(`Redis ${server.version} (${server.reason})`);
  return server.url;
}

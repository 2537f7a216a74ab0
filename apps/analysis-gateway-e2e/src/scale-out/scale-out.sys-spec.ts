import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { appNames } from '@sentrybox/contracts';
import type { AppName } from '@sentrybox/contracts';
import {
  pick,
  rawRequest,
  request,
  seededRandom,
  sharedStackVariable,
  startProviders,
  startReplica,
  startStack,
} from '@sentrybox/testing';
import type { Providers, Replica, SharedStack, Stack } from '@sentrybox/testing';
import { startWorker } from '../second-process';
import type { SecondProcess } from '../second-process';
import { startEntry } from './entry';
import type { Entry } from './entry';

const root = resolve(__dirname, '../../../..');
/** A seed of one's own: SCALE_OUT_SEED=1234. */
const seed = Number(process.env['SCALE_OUT_SEED'] ?? 20_261_130);
const withTraffic = ['identity', 'data', 'analysis-gateway'] as const;
/** The first replica is the installation's own, which its launcher starts again; the second one is ours. */
const addresses = ['127.0.0.1', '127.0.0.2'] as const;
/** What of the suite needs no more than the interface: neither metrics nor processes. */
const suite = ['actions', 'analysis', 'credentials', 'platform', 'unauthenticated', 'route-principals'].map(
  (name) => `/${name}\\.e2e-spec`,
);

jest.setTimeout(480_000);

let providers: Providers;
let stack: Stack;
let entry: Entry;
const second = new Map<AppName, Replica>();
let workers: SecondProcess[] = [];

const portOf = (app: AppName): number => Number(new URL(stack.urls[app]).port);

async function startSecond(app: AppName): Promise<void> {
  const ports = { PORT: String(portOf(app)), METRICS_PORT: String(portOf(app) + 1_000) };
  second.set(app, await startReplica(stack.pidOf(app), { HOST: addresses[1], ...ports }));
}

beforeAll(async () => {
  providers = await startProviders();
  // The entry is the only proxy, and it is on this machine as everybody else is.
  const environment = { ...providers.environment, SENTRYBOX_ROLE: 'api', TRUSTED_PROXIES: '127.0.0.1' };
  stack = await startStack({ environment });
  await Promise.all(appNames.map(startSecond));
  workers = await Promise.all(withTraffic.map((app) => startWorker(app, stack.pidOf(app))));
  const ports = Object.fromEntries(appNames.map((app) => [app, portOf(app)])) as Record<AppName, number>; // every app
  entry = await startEntry({ port: portOf('agents') - 1, ports, addresses });
});

afterAll(async () => {
  await entry.stop();
  await Promise.all([...second.values()].map(async (replica) => await replica.terminate()));
  await Promise.all(
    workers.map(async (worker) => {
      await worker.stop();
    }),
  );
  await stack.stop();
  await providers.close();
});

/** Runs the suite against the entry; resolves with what Jest printed and whether every test passed. */
async function runSuite(): Promise<{ passed: boolean; output: string }> {
  const urls = Object.fromEntries(appNames.map((app) => [app, entry.url])) as SharedStack['urls']; // of every app name
  const { apiKey, admin, databaseUrl, home } = stack;
  const shared: SharedStack = { urls, apiKey, admin, databaseUrl, home };
  const environment = { [sharedStackVariable]: JSON.stringify(shared), SENTRYBOX_E2E_REPEATS: '10' };
  const args = [join(root, 'node_modules/jest/bin/jest.js'), '--selectProjects', 'e2e', '--', ...suite];
  return await new Promise((done) => {
    const options = { cwd: root, env: { ...process.env, ...environment }, maxBuffer: 64 * 1_048_576 };
    execFile(process.execPath, args, options, (error, _stdout, stderr) => {
      done({ passed: error === null, output: stderr });
    });
  });
}

interface Killed {
  readonly app: AppName;
  readonly address: string;
  /** Lines of the entry's log from its end until it was ready again. */
  readonly away: readonly [from: number, until: number];
}

/** Kills one replica once the entry has passed on so many requests to its app, and waits until it is back. */
async function killOne(random: () => number, isOver: () => boolean): Promise<Killed> {
  const app = pick(withTraffic, random);
  const address = pick(addresses, random);
  const after = 60 + Math.floor(random() * 60);
  const asked = (): number => entry.lines().filter(({ owner }) => owner.startsWith(`${app}:`)).length;
  while (asked() < after && !isOver()) await sleep(20);
  const from = entry.lines().length;
  if (address === addresses[0]) process.kill(stack.pidOf(app), 'SIGKILL');
  else {
    await second.get(app)?.kill();
    await startSecond(app);
  }
  await poll(`http://${address}:${portOf(app)}/health/ready`);
  return { app, address, away: [from, entry.lines().length] };
}

/** Asks until the answer is 200. */
async function poll(url: string): Promise<void> {
  while ((await request(url).catch(() => undefined))?.status !== 200) await sleep(50);
}

/** Of the answers of an app, the part of each replica, while both were there. */
function shares(app: AppName, killed: Killed): Record<string, number> {
  const [from, until] = killed.app === app ? killed.away : [0, 0];
  const answered = entry
    .lines()
    .filter(({ owner, upstream }, at) => owner.startsWith(`${app}:`) && upstream !== '' && (at < from || at >= until))
    .map(({ upstream }) => upstream.split(', ').at(-1)?.split(':')[0] ?? '');
  return Object.fromEntries(
    addresses.map((address) => [address, answered.filter((one) => one === address).length / answered.length]),
  );
}

describe('two replicas of each API and three workers behind the entry', () => {
  it(`pass the suite with one replica killed, and share the requests (seed ${seed})`, async () => {
    let linesOfSuite = Number.POSITIVE_INFINITY;
    const killing = killOne(seededRandom(seed), () => linesOfSuite < Number.POSITIVE_INFINITY);
    const { passed, output } = await runSuite();
    linesOfSuite = entry.lines().length;
    const killed = await killing;
    // Services that do nothing yet are asked for something too, and the one that was away again.
    for (const app of appNames) {
      for (let turn = 0; turn < 60; turn += 1) await request(`${entry.url}/-/${app}/health/live`);
    }

    expect({ killed, output: passed ? '' : output.slice(-20_000) }).toEqual({ killed, output: '' });
    expect(killed.away[0]).toBeLessThan(linesOfSuite);
    expect(output).toMatch(/Tests: +\d{3} passed/);
    const parts = appNames.map((app): [AppName, Record<string, number>] => [app, shares(app, killed)]);
    expect(parts.filter(([, share]) => Math.min(...Object.values(share)) < 0.2)).toEqual([]);
    const sinceItIsBack = entry.lines().slice(killed.away[1]);
    expect(
      sinceItIsBack.filter(({ upstream }) => upstream.endsWith(`${killed.address}:${portOf(killed.app)}`)),
    ).not.toEqual([]);
  });

  it('the entry lets events through as they come', async () => {
    const away = new AbortController();
    const stream = await fetch(`${entry.url}/api/v1/feeds/realtime?format=sse`, { signal: away.signal });
    const first = await stream.body?.getReader().read();
    away.abort();

    // The first sign of life; the next one would be 15 s later, and a proxy that collects would wait for kilobytes.
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    expect(Buffer.from(first?.value ?? []).toString('utf8')).toMatch(/^: /);
  });

  it('the entry takes the upload of a list where it refuses a body of that size elsewhere', async () => {
    // The body itself is not sent, so the connection is good for nothing afterwards.
    const headers = { 'content-length': '2000000000', connection: 'close' };
    const send = async (path: string) => (await rawRequest(entry.url, { method: 'POST', path, headers })).status;

    // Of the service, which wants to know first who that is.
    expect(await send('/api/v1/sources/0190a0b0-0000-7000-8000-000000000000/import')).toBe(401);
    expect(await send('/api/v1/sources')).toBe(413);
  });

  it('the entry answers by itself in the form of the path, under the id of the request', async () => {
    const headers = { 'x-request-id': 'told-by-the-client' };
    const nobody = await request(`${entry.url}/nobody`, { headers });
    const tooLarge = await request(`${entry.url}/api/actions/extract`, {
      body: { text: 'a'.repeat(42_000_000) },
      headers,
    });

    const platform = { error: 'Not Found', message: expect.any(String) as string, status: 'error' };
    expect([nobody.status, nobody.body]).toEqual([404, { ...platform, request_id: 'told-by-the-client' }]);
    expect(nobody.headers.get('x-error-code')).toBe('not_found');
    expect(tooLarge.status).toBe(413);
    expect(tooLarge.body).toEqual({ error: 'payload_too_large', detail: expect.any(String) as string });
    expect(tooLarge.headers.get('x-request-id')).toBe('told-by-the-client');
  });
});

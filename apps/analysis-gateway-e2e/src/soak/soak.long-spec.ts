import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { askPostgres, startStack } from '@sentrybox/testing';
import type { Stack } from '@sentrybox/testing';
import { Redis } from 'ioredis';
import { percentile, Probe, until } from '../faults/load';
import type { Call, Sample } from '../faults/load';
import { growthPerMinute } from './trend';
import type { Reading } from './trend';

/** SOAK_MINUTES=120 for a night; see docs/long-tests.md. */
const minutes = Number(process.env['SOAK_MINUTES'] ?? 15);
const durationMs = minutes * 60_000;
/** Code is compiled and caches fill until then. */
const warmUpMs = durationMs / 3;
const readEveryMs = 5_000;

jest.setTimeout(durationMs + 240_000);

/** What the load goes through; the other services stand still. */
const loaded = ['identity', 'data', 'analysis-gateway'] as const;
/** Upper bounds of growth per minute after the warm-up. */
const limits = {
  'MiB of memory': 1,
  'open files': 0.5,
  'connections of PostgreSQL': 0.5,
  'clients of Redis': 0.5,
  'work that waits': 1,
};
type Figure = keyof typeof limits;

const withProc = existsSync('/proc/self/status') ? it : it.skip;

/** Growing series by what they count and whose they are. */
class Series {
  readonly readings = new Map<string, { readonly figure: Figure; readonly values: Reading[] }>();

  add(figure: Figure, owner: string, value: number): void {
    const name = `${figure}, ${owner}`;
    const entry = this.readings.get(name) ?? { figure, values: [] };
    entry.values.push({ atMs: performance.now(), value });
    this.readings.set(name, entry);
  }
}

function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
}

async function read(stack: Stack, redis: Redis, series: Series): Promise<void> {
  for (const app of loaded) {
    series.add('MiB of memory', app, memoryOf(stack.pidOf(app)));
    series.add('open files', app, readdirSync(`/proc/${stack.pidOf(app)}/fd`).length);
  }
  const [row] = await askPostgres<{ connections: number; waiting: number }>(
    stack.databaseUrl,
    `select (select count(*)::int from pg_stat_activity where usename in
              (select rolname from pg_roles where rolname ~ '_(api|work|sealer)$')) as connections,
            (select count(*)::int from analysis.work where state = 'waiting' and due_at <= now()) as waiting`,
  );
  series.add('connections of PostgreSQL', 'all services', row?.connections ?? Number.NaN);
  series.add('work that waits', 'analysis-gateway', row?.waiting ?? Number.NaN);
  const clients = /connected_clients:(\d+)/.exec(await redis.info('clients'))?.[1];
  series.add('clients of Redis', 'all services', Number(clients));
}

function load(stack: Stack): Probe[] {
  const gateway = `${stack.urls['analysis-gateway']}/api/v1`;
  const credential = stack.apiKey;
  let count = 0;
  const address = () => `203.0.113.${String((count += 1) % 250)}`;
  const calls: [everyMs: number, make: () => Call][] = [
    [150, () => ({ url: `${gateway}/analysis`, credential, body: { ioc: address(), type: 'ip' } })],
    [
      150,
      () => ({
        url: `${gateway}/analysis`,
        credential,
        body: { ioc: `host-${(count += 1)}.example.com`, type: 'domain' },
      }),
    ],
    [1_000, () => ({ url: `${gateway}/analysis`, credential, body: slow() })],
    [300, () => ({ url: `${gateway}/analysis?limit=20`, credential })],
    [300, () => ({ url: `${gateway}/plugins`, credential })],
    [200, () => ({ url: `${stack.urls.data}/api/v1/indicators/search?q=example`, credential })],
    [500, () => ({ url: `${stack.urls.identity}/.well-known/jwks.json` })],
  ];
  const slow = () => ({ ioc: `name-${(count += 1)}.example.com`, type: 'domain', plugins: ['lookalikes'] });
  return calls.map(([everyMs, make]) => new Probe(make, everyMs));
}

withProc(`F16 nothing grows under a steady load of ${minutes} min (needs /proc)`, async () => {
  const stack = await startStack();
  const redis = new Redis(stack.redisUrl);
  const series = new Series();
  try {
    const probes = load(stack);
    const pids = loaded.map((app) => stack.pidOf(app));
    const startedAt = performance.now();
    while (performance.now() - startedAt < durationMs) {
      if (performance.now() - startedAt >= warmUpMs) await read(stack, redis, series);
      await sleep(readEveryMs);
    }
    const samples = (await Promise.all(probes.map((probe) => probe.stop()))).flat();
    const drainedMs = await until(async () => (await openWork(stack)) === 0, 60_000);

    const grown = [...series.readings].map(([name, { figure, values }]) => ({
      ...{ name, limit: limits[figure], perMinute: growthPerMinute(values), last: values.at(-1)?.value },
    }));
    report(grown, samples, drainedMs);
    expect(loaded.map((app) => stack.pidOf(app))).toEqual(pids);
    expect(briefly(samples)).toEqual([]);
    expect(grown.filter(({ perMinute, limit }) => !(perMinute < limit))).toEqual([]);
    // Pools: 5 per API and 3 per worker process, one that seals the audit log.
    const connections = series.readings.get('connections of PostgreSQL, all services')?.values ?? [];
    expect(Math.max(...connections.map(({ value }) => value))).toBeLessThanOrEqual(7 * 8 + 3);
  } finally {
    redis.disconnect();
    await stack.stop();
  }
});

async function openWork(stack: Stack): Promise<number> {
  const [row] = await askPostgres<{ open: number }>(
    stack.databaseUrl,
    `select count(*)::int as open from analysis.plugin_result where result is null`,
  );
  return row?.open ?? Number.NaN;
}

function briefly(samples: readonly Sample[]): string[] {
  const failed = samples.filter(({ status }) => status !== 200);
  return failed.slice(0, 20).map(({ status, errorCode, body }) => `${status} ${errorCode ?? ''} ${body.slice(0, 200)}`);
}

function report(
  grown: readonly { name: string; perMinute: number; limit: number; last: number | undefined }[],
  samples: readonly Sample[],
  drainedMs: number,
): void {
  const lines = grown.map(
    ({ name, perMinute, limit, last }) =>
      `F16 ${name}: ${perMinute.toFixed(3)} a minute (limit ${limit}), last ${(last ?? Number.NaN).toFixed(0)}`,
  );
  const [median, p99] = [percentile(samples, 0.5), percentile(samples, 0.99)].map((ms) => ms.toFixed(0));
  process.stderr.write(
    `${lines.join('\n')}\nF16 ${samples.length} requests in ${minutes} min, median ${median} ms, p99 ${p99} ms; ` +
      `work drained in ${drainedMs.toFixed(0)} ms\n`,
  );
}

import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { askPostgres, startStack } from '@sentrybox/testing';
import type { Stack } from '@sentrybox/testing';
import { Redis } from 'ioredis';
import { percentile, Probe, until } from '../load';
import type { Call, Sample } from '../load';
import { LiveMemory } from './live-memory';
import { growthPerMinute } from './trend';
import type { Reading } from './trend';

/** SOAK_MINUTES=120 for a night; see docs/long-tests.md. */
const minutes = Number(process.env['SOAK_MINUTES'] ?? 15);
const durationMs = minutes * 60_000;
/** Code is compiled and caches fill until then. */
const warmUpMs = durationMs / 3;
const readEveryMs = 5_000;
const collectEveryMs = 60_000;
/** What the objective of the alerts allows to be refused (503) on a machine that is busy with other work. */
const refusedShare = 0.001;

jest.setTimeout(durationMs + 240_000);

/** What the load goes through; the other services stand still. */
const loaded = ['identity', 'data', 'analysis-gateway'] as const;
/** Upper bounds of growth per minute after the warm-up. */
const limits = {
  'MiB that live': 0.3,
  'MiB resident': 1,
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

/** What a whole collection of garbage leaves: between two, the size of a heap tells when the last one was, not what grows. */
async function readMemory(stack: Stack, memory: LiveMemory, series: Series): Promise<void> {
  for (const app of loaded) {
    const { live, resident } = await memory.of(stack.pidOf(app));
    series.add('MiB that live', app, live);
    series.add('MiB resident', app, resident);
  }
}

async function read(stack: Stack, redis: Redis, series: Series): Promise<void> {
  for (const app of loaded) series.add('open files', app, readdirSync(`/proc/${stack.pidOf(app)}/fd`).length);
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

/** One of the calls that are made all the time, and what it is answered with. */
interface Stream {
  readonly probe: Probe;
  readonly status: number;
}

function load(stack: Stack): Stream[] {
  const gateway = `${stack.urls['analysis-gateway']}/api/v1`;
  const credential = stack.apiKey;
  let count = 0;
  const address = () => `203.0.113.${String((count += 1) % 250)}`;
  const name = (first: string) => ({ ioc: `${first}-${(count += 1)}.example.com`, type: 'domain' });
  const slow = () => ({ ...name('name'), plugins: ['lookalikes'] });
  const calls: [everyMs: number, make: () => Call, status?: number][] = [
    [150, () => ({ url: `${gateway}/analysis`, credential, body: { ioc: address(), type: 'ip' } })],
    [150, () => ({ url: `${gateway}/analysis`, credential, body: name('host') })],
    [1_000, () => ({ url: `${gateway}/analysis`, credential, body: slow() })],
    [300, () => ({ url: `${gateway}/analysis?limit=20`, credential })],
    [300, () => ({ url: `${gateway}/plugins`, credential })],
    // Strangers, each with a key of its own: nothing may be kept for each of them.
    [300, () => ({ url: `${gateway}/plugins`, credential: `sb_${randomUUID().replaceAll('-', '')}` }), 401],
    [200, () => ({ url: `${stack.urls.data}/api/v1/indicators/search?q=example${(count += 1)}`, credential })],
    [500, () => ({ url: `${stack.urls.identity}/.well-known/jwks.json` })],
  ];
  return calls.map(([everyMs, make, status = 200]) => ({ probe: new Probe(make, everyMs), status }));
}

async function stopped(streams: readonly Stream[]): Promise<{ samples: Sample[]; unexpected: Sample[] }> {
  const each = await Promise.all(streams.map(async ({ probe, status }) => ({ status, samples: await probe.stop() })));
  return {
    samples: each.flatMap(({ samples }) => samples),
    unexpected: each.flatMap(({ status, samples }) => samples.filter((sample) => sample.status !== status)),
  };
}

withProc(`F16 nothing grows under a steady load of ${minutes} min (needs /proc)`, async () => {
  const memory = new LiveMemory();
  const stack = await startStack({ environment: memory.environment });
  const redis = new Redis(stack.redisUrl);
  const series = new Series();
  try {
    const streams = load(stack);
    const pids = loaded.map((app) => stack.pidOf(app));
    const startedAt = performance.now();
    await sleep(warmUpMs);
    let collectedAt = -Infinity;
    while (performance.now() - startedAt < durationMs) {
      await read(stack, redis, series);
      if (performance.now() - collectedAt >= collectEveryMs) {
        collectedAt = performance.now();
        await readMemory(stack, memory, series);
      }
      await sleep(readEveryMs);
    }
    const { samples, unexpected } = await stopped(streams);
    const drainedMs = await until(async () => (await openWork(stack)) === 0, 60_000);

    const grown = [...series.readings].map(([name, { figure, values }]) => ({
      ...{ name, limit: limits[figure], perMinute: growthPerMinute(values) },
      ...{ first: values.at(0)?.value, last: values.at(-1)?.value },
    }));
    report(grown, samples, unexpected, drainedMs);
    expect(loaded.map((app) => stack.pidOf(app))).toEqual(pids);
    expect(briefly(unexpected.filter(({ status }) => status !== 503))).toEqual([]);
    expect(unexpected.length / samples.length).toBeLessThan(refusedShare);
    expect(grown.filter(({ perMinute, limit }) => !(perMinute < limit))).toEqual([]);
    // Pools: 5 per API and 3 per worker process, one that seals the audit log.
    const connections = series.readings.get('connections of PostgreSQL, all services')?.values ?? [];
    expect(Math.max(...connections.map(({ value }) => value))).toBeLessThanOrEqual(7 * 8 + 3);
  } finally {
    redis.disconnect();
    await stack.stop();
    memory.close();
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
  return samples
    .slice(0, 20)
    .map(({ status, errorCode, body }) => `${status} ${errorCode ?? ''} ${body.slice(0, 200)}`);
}

interface Grown {
  readonly name: string;
  readonly perMinute: number;
  readonly limit: number;
  readonly first: number | undefined;
  readonly last: number | undefined;
}

function report(
  grown: readonly Grown[],
  samples: readonly Sample[],
  unexpected: readonly Sample[],
  drainedMs: number,
): void {
  const lines = grown.map(
    ({ name, perMinute, limit, first = Number.NaN, last = Number.NaN }) =>
      `F16 ${name}: ${perMinute.toFixed(3)} a minute (limit ${limit}), from ${first.toFixed(1)} to ${last.toFixed(1)}`,
  );
  const [median, p99] = [percentile(samples, 0.5), percentile(samples, 0.99)].map((ms) => ms.toFixed(0));
  process.stderr.write(
    `${lines.join('\n')}\nF16 ${samples.length} requests in ${minutes} min, ${unexpected.length} not answered as expected, ` +
      `median ${median} ms, p99 ${p99} ms; work drained in ${drainedMs.toFixed(0)} ms\n`,
  );
}

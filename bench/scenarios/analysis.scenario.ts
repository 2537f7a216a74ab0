import { join } from 'node:path';
import { Client } from 'pg';
import { startChildServer } from '../harness/child-server';
import type { ChildServer } from '../harness/child-server';
import { freshInstallation } from '../harness/installation';
import type { Installation } from '../harness/installation';
import { load } from '../harness/load';
import type { LoadOptions } from '../harness/load';
import type { Arena, Contestant, Scenario } from '../harness/scenario';
import { publicAddresses } from './public-addresses';

const path = '/api/v1/analysis';
const seconds = 2;
const delayMs = 120;
const deadlineMs = 1_000;

export const analysis: Scenario = {
  name: 'analysis',
  title: 'Analysis with outside sources',
  description:
    `POST ${path} to one gateway process; its sources are servers on loopback that answer at once, after ${delayMs} ms ` +
    'give or take 10, or never. Cached: five plugins whose answers are kept, of addresses that were asked about before. ' +
    'Uncached: every address is new, so each plugin takes its turn at the shared gate, writes down who is told, asks, ' +
    'keeps the answer and tells those who wait for the same. Every answer is committed with each result and its audit ' +
    'row before it leaves. The rows with a delay have four connections: their p50 is what one caller waits. The baseline ' +
    'is a Fastify route that commits the same rows (an analysis and five results) in one statement and asks nobody.',
  unit: 'analyses/s',
  isHigherBetter: true,
  rounds: 3,
  open,
};

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_each, index) => `${prefix}_${String(index)}`);

interface Row {
  readonly name: string;
  readonly plugins: readonly string[];
  readonly connections: number;
  /** Default 2. */
  readonly seconds?: number;
  readonly limit?: number;
  readonly detailLimits?: Readonly<Record<string, number>>;
  /** Requests about few addresses, which were asked about before. */
  readonly isCached?: boolean;
}

const kept = names('kept', 5);
const cachedLimits = { p50_ms: 10, p99_ms: 40 };
const rows: readonly Row[] = [
  { name: 'cached, 5 plugins', plugins: kept, connections: 10, limit: 500, isCached: true },
  { name: 'cached, 5 plugins, one caller', plugins: kept, connections: 1, isCached: true, detailLimits: cachedLimits },
  { name: 'uncached, 5 plugins', plugins: names('instant', 5), connections: 10, limit: 100 },
  { name: 'uncached, 15 plugins', plugins: names('instant', 15), connections: 10 },
  { name: 'uncached, 40 plugins', plugins: names('instant', 40), connections: 10 },
  {
    name: `15 plugins at ${String(delayMs)} ms`,
    plugins: names('slow', 15),
    connections: 4,
    detailLimits: { p50_ms: 170 },
  },
  {
    name: 'one of 5 hangs',
    plugins: ['hanging', ...names('instant', 4)],
    connections: 4,
    // Each connection has an answer in a second, and the first one pays for connecting too.
    seconds: 8,
    detailLimits: { p50_ms: deadlineMs + 50 },
  },
];

async function open(): Promise<Arena> {
  const installation = await freshInstallation();
  const closing: (() => Promise<void>)[] = [() => installation.close()];
  const close = async (): Promise<void> => {
    for (const each of [...closing].reverse()) await each();
  };
  try {
    const provider = await startChildServer(require.resolve('../servers/analysis/provider'), { path: '', body: null });
    closing.push(() => provider.close());
    const gateway = await startGateway(installation, provider);
    closing.push(() => gateway.close());
    const bare = await startBare(installation);
    closing.push(() => bare.close());
    return {
      contestants: [baseline(installation, bare), ...rows.map((row) => contestant(installation, gateway, row))],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startGateway(installation: Installation, provider: ChildServer): Promise<ChildServer> {
  const plugin = (name: string, delay: string, isKept: boolean) => ({ name, delay, isKept });
  const settings = {
    besidePid: installation.pidOf('analysis-gateway'),
    providerUrl: provider.url,
    plugins: [
      ...kept.map((name) => plugin(name, '0', true)),
      ...names('instant', 40).map((name) => plugin(name, '0', true)),
      ...names('slow', 15).map((name) => plugin(name, String(delayMs), true)),
      plugin('hanging', 'hang', false),
    ],
  };
  const logFile = join(installation.home, 'bench-analysis.log');
  return await startChildServer(require.resolve('../servers/analysis/gateway'), settings, { logFile });
}

async function startBare({ databaseUrl }: Installation): Promise<ChildServer> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`
    CREATE SCHEMA bench;
    CREATE TABLE bench.analysis (id uuid PRIMARY KEY, ioc text NOT NULL, type text NOT NULL, answer jsonb NOT NULL);
    CREATE TABLE bench.result (analysis_id uuid NOT NULL, plugin int NOT NULL, result jsonb NOT NULL,
      PRIMARY KEY (analysis_id, plugin))`);
  await client.end();
  const result = {
    status: 'ok',
    summary: { malicious: 3, engines: 90 },
    evidence: [{ claim: 'malicious', strength: 0.6 }],
  };
  return await startChildServer(require.resolve('../servers/bare-insert'), {
    path,
    body: { verdict: 'suspicious', score: 60, results: Object.fromEntries(kept.map((name) => [name, result])) },
    insert: {
      databaseUrl,
      sql: `WITH made AS (INSERT INTO bench.analysis (id, ioc, type, answer) VALUES (gen_random_uuid(), $1, $2, $3) RETURNING id)
            INSERT INTO bench.result SELECT id, n, $3::jsonb -> 'results' -> ('kept_' || n - 1) FROM made, generate_series(1, 5) AS n`,
      poolSize: 5,
    },
  });
}

function baseline({ postgresPid }: Installation, bare: ChildServer): Contestant {
  const bodies = publicAddresses(1_000).map((ioc) => ({ ioc, type: 'ip' }));
  return {
    name: 'bare Fastify, the same inserts',
    isBaseline: true,
    pids: () => [bare.pid, postgresPid],
    measure: () => load({ url: bare.url + path, method: 'POST', bodies, connections: 10, seconds }),
  };
}

function contestant(installation: Installation, gateway: ChildServer, row: Row): Contestant {
  const { name, plugins, connections, limit, detailLimits, isCached = false, seconds: rowSeconds = seconds } = row;
  let used = 0;
  const next = (count: number): string[] => {
    if (isCached) return publicAddresses(100);
    used += count;
    return publicAddresses(count, used);
  };
  const request = (count: number): LoadOptions => ({
    url: gateway.url + path,
    method: 'POST',
    headers: { authorization: `Bearer ${installation.apiKey}` },
    bodies: next(count).map((ioc) => ({
      ioc,
      type: 'ip',
      plugins,
      deadline_ms: plugins.includes('hanging') ? deadlineMs : 5_000,
    })),
    connections,
    seconds: rowSeconds,
  });
  return {
    name,
    isBaseline: false,
    pids: () => [installation.pid, gateway.pid],
    ...(limit === undefined ? {} : { limit }),
    ...(detailLimits === undefined ? {} : { detailLimits }),
    measure: () => load(request(2_000)),
  };
}

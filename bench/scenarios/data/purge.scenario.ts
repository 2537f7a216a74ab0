import { uuidv7 } from '@sentrybox/database';
import { request } from '@sentrybox/testing';
import type { Arena, Measurement, Scenario } from '../../harness/scenario';
import { percentile } from '../../harness/statistics';
import { publicAddresses } from '../public-addresses';
import { copy, filledTables } from './filled-tables';
import type { FilledTables } from './filled-tables';

const keptRows = 100_000;
const doomedRows = Number(process.env.SENTRYBOX_BENCH_ROWS ?? 1_000_000);
const askers = 4;
const quietSeconds = 15;
const batch = 100_000;

/** `npm run bench data-purge`; another size of the source with SENTRYBOX_BENCH_ROWS. */
export const dataPurge: Scenario = {
  name: 'data-purge',
  title: 'Searches while a source of a million sightings is purged',
  description:
    `The 99th percentile of searches (exact, prefix, substring and network in turn) by ${askers} clients over HTTP, first for ` +
    `${quietSeconds} s in which nothing else is done, then from the deletion of a source of the same team with ` +
    `${doomedRows.toLocaleString('en')} sightings until nothing of it is left. Beside it ${keptRows.toLocaleString('en')} ` +
    'indicators of everybody and 10,000 of the team stay. A purge may not double that time. Measured once: what is purged ' +
    'is gone. The load comes from the same machine.',
  unit: 'ms',
  isHigherBetter: false,
  rounds: 1,
  hasWarmUp: false,
  limitMs: 1_200_000,
  open,
};

async function open(): Promise<Arena> {
  const filled = await filledTables(keptRows);
  try {
    const sourceId = await addDoomed(filled);
    const ask = asker(filled);
    await searched(ask, () => wait(3_000)); // what a first question costs is not looked at
    const pids = () => [filled.installation.pid];
    return {
      contestants: [
        {
          name: 'Nothing else',
          isBaseline: true,
          pids,
          measure: () => searched(ask, () => wait(quietSeconds * 1_000)),
        },
        {
          name: 'During the purge',
          isBaseline: false,
          pids,
          leastRatio: 0.5,
          measure: () => searched(ask, () => purge(filled, sourceId)),
        },
      ],
      close: () => filled.close(),
    };
  } catch (error) {
    await filled.close();
    throw error;
  }
}

/** A list of the team's own, of addresses that nobody else lists. @returns its source */
async function addDoomed({ client, teamId }: FilledTables): Promise<string> {
  const id = uuidv7();
  await client.query(
    `INSERT INTO data.team_source (team_id, id, name, description, source_type, lineage, reliability, format, mode,
       default_confidence, default_severity, threat_types, tags, is_enabled, indicators_count, snapshot_at, last_imported_at)
     VALUES ($1, $2, 'Doomed', '', 'internal', 'doomed', 'B', '{"kind":"lines"}', 'snapshot', 0.7, 3, '{}', '{}', true, $3,
       now(), now())`,
    [teamId, id, doomedRows],
  );
  // Behind all that the tables hold.
  for (let from = 0; from < doomedRows; from += batch) {
    const rows = publicAddresses(Math.min(batch, doomedRows - from), 10_000_000 + from).map((value) => ({
      ...{ id: uuidv7(), value },
    }));
    const indicators = rows.map((row) => `${teamId}\t${row.id}\tipv4\t${row.value}\n`);
    await copy(client, 'data.team_indicator (team_id, id, type, lookup_key)', indicators);
    const sightings = rows.map((row) => `${teamId}\t${id}\t${row.id}\t2026-11-01T00:00:00Z\n`);
    await copy(client, 'data.team_sighting (team_id, source_id, indicator_id, first_seen_at)', sightings);
  }
  await client.query('VACUUM ANALYZE data.team_indicator, data.team_sighting');
  return id;
}

/** @returns what asks the n-th question */
function asker({ installation, addresses, names }: FilledTables): (n: number) => Promise<void> {
  const queries = [
    (n: number) => `q=${addresses[(n * 7_919) % addresses.length] ?? ''}`,
    (n: number) => `q=${(names[(n * 7_919) % names.length] ?? '').slice(0, 9)}&match=prefix`,
    (n: number) => `q=${(names[(n * 104_729) % names.length] ?? '').slice(5, 12)}&match=substring`,
    (n: number) => `q=${networkOf(addresses[(n * 7_919) % addresses.length] ?? '')}&match=cidr`,
  ];
  return async (n) => {
    const query = queries[n % queries.length]?.(n) ?? '';
    const url = `${installation.urls.data}/api/v1/indicators/search?${query}`;
    const { status } = await request(url, { credential: installation.apiKey });
    if (status !== 200) throw new Error(`${query} answered ${status}.`);
  };
}

function networkOf(address: string): string {
  return `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
}

/** Asks until `meanwhile` is over. */
async function searched(ask: (n: number) => Promise<void>, meanwhile: () => Promise<void>): Promise<Measurement> {
  const tookMs: number[] = [];
  const startedMs = performance.now();
  const over = new AbortController();
  const done = meanwhile().finally(() => {
    over.abort();
  });
  let n = 0;
  const run = async (): Promise<void> => {
    while (!over.signal.aborted) {
      n += 1;
      const askedMs = performance.now();
      await ask(n);
      tookMs.push(performance.now() - askedMs);
    }
  };
  await Promise.all([done, ...Array.from({ length: askers }, run)]);
  return {
    value: percentile(tookMs, 0.99),
    count: tookMs.length,
    details: { p50_ms: percentile(tookMs, 0.5), seconds: (performance.now() - startedMs) / 1_000 },
  };
}

async function purge({ installation, client }: FilledTables, sourceId: string): Promise<void> {
  const url = `${installation.urls.data}/api/v1/sources/${sourceId}`;
  const { status } = await request(url, { method: 'DELETE', credential: installation.apiKey });
  if (status !== 204) throw new Error(`The deletion answered ${status}.`);
  const isThere = async () =>
    (await client.query('SELECT FROM data.team_source WHERE id = $1', [sourceId])).rows.length > 0;
  while (await isThere()) await wait(200);
  const { rows } = await client.query('SELECT FROM data.team_sighting WHERE source_id = $1 LIMIT 1', [sourceId]);
  if (rows.length > 0) throw new Error('Something of the source was left.');
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

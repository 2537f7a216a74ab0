import { startChildServer } from '../../harness/child-server';
import { load } from '../../harness/load';
import type { Arena, Scenario } from '../../harness/scenario';
import { filledTables } from './filled-tables';

const rows = 1_000_000;
const connections = 20;
const seconds = 4;
const poolSize = 5;
const path = '/api/v1/indicators/search';

/** What the product asks too: a key in both families, with what the sources in use say of it. */
const sql = `
  SELECT i.id, i.type, i.lookup_key AS value, e.source_name, e.confidence, e.severity, e.first_seen_at, e.last_seen_at,
    e.delisted_at, e.tags, e.threat_types, e.tlp, e.reliability, e.lineage, e.expires_at, e.family, e.reference
  FROM data.indicator i CROSS JOIN LATERAL (SELECT * FROM data.evidence e WHERE e.indicator_id = i.id OFFSET 0) e
  WHERE i.lookup_key = $1
  UNION ALL
  SELECT i.id, i.type, i.lookup_key, e.source_name, e.confidence, e.severity, e.first_seen_at, e.last_seen_at,
    e.delisted_at, e.tags, e.threat_types, e.tlp, e.reliability, e.lineage, e.expires_at, e.family, e.reference
  FROM data.team_indicator i CROSS JOIN LATERAL (
    SELECT * FROM data.team_evidence e WHERE e.team_id = i.team_id AND e.indicator_id = i.id OFFSET 0) e
  WHERE i.lookup_key = $1 AND i.team_id = current_setting('app.team_id')::uuid`;

export const dataLookup: Scenario = {
  name: 'data-lookup',
  title: 'Exact look-up among a million indicators',
  description:
    `GET ${path}?q=<address> over ${connections} connections for ${seconds} s per round, other addresses each time, half of ` +
    'them listed by the team of the key too. The baseline is Fastify and pg with a statement that gets the same rows, in a ' +
    `transaction of the team and with as many connections (${poolSize}); it knows no callers. The product checks the key, ` +
    'counts it against its limit, validates query and answer, judges the evidence and commits an audit row. It is required ' +
    'to reach 60 % of the baseline with a p99 below 10 ms. The load comes from the same machine.',
  unit: 'requests/s',
  isHigherBetter: true,
  rounds: 3,
  open,
};

async function open(): Promise<Arena> {
  const filled = await filledTables(rows);
  try {
    const { installation, teamId, addresses } = filled;
    const lookup = { databaseUrl: installation.databaseUrl, poolSize, sql, teamId };
    const bare = await startChildServer(require.resolve('../../servers/bare-lookup'), { path, body: null, lookup });
    const paths = Array.from({ length: 2_000 }, (_, n) => `${path}?q=${addresses[(n * 7_919) % 10_000] ?? ''}`);
    const row = (name: string, url: string, pid: number, headers = {}) => ({
      name,
      isBaseline: pid === bare.pid,
      pids: () => [pid],
      ...(pid === bare.pid ? {} : { leastRatio: 0.6, detailLimits: { p99_ms: 10 } }),
      measure: () => load({ url, paths, headers, connections, seconds }),
    });
    return {
      contestants: [
        row('Fastify and pg', bare.url, bare.pid),
        row('Sentrybox, API key', installation.urls.data, installation.pid, {
          authorization: `Bearer ${installation.apiKey}`,
        }),
      ],
      close: async () => {
        await Promise.all([bare.close(), filled.close()]);
      },
    };
  } catch (error) {
    await filled.close();
    throw error;
  }
}

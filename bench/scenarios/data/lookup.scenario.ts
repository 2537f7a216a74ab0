/* eslint-disable @nx/enforce-module-boundaries -- the baseline asks what the product asks, not a copy of it */
import { rolesOf } from '@sentrybox/database';
import { lookupStatements } from '../../../apps/data/src/indicators/known-indicators.repository';
import { startChildServer } from '../../harness/child-server';
import { load } from '../../harness/load';
import type { Arena, Scenario } from '../../harness/scenario';
import { filledTables } from './filled-tables';

const rows = 1_000_000;
/** Enough to keep both cores busy: what the rows are compared by. */
const connections = 20;
/** As many as leave the cores room: what a caller waits. */
const fewConnections = 4;
const seconds = 6;
const poolSize = 5;
const path = '/api/v1/indicators/search';

export const dataLookup: Scenario = {
  name: 'data-lookup',
  title: 'Exact look-up among a million indicators',
  description:
    `GET ${path}?q=<address> over ${connections} connections for ${seconds} s per round, other addresses each time, half of ` +
    "them listed by the team of the key too. The baseline is Fastify and pg with the product's own statement under the " +
    "product's role, between BEGIN and COMMIT as pg does it, with as many database connections " +
    `(${poolSize}); it sends the rows as they come (970 bytes, or 500; the product 530), knows no callers, checks nothing and keeps no record. The product ` +
    'checks the key, counts it against its limit, validates query and answer, judges the evidence and commits an audit row. ' +
    'It is required to reach 60 % of the baseline, and a p99 below 10 ms. The load comes from the same machine, which both ' +
    'keep wholly busy, so that p50 is then connections by requests/s and the p99 of the baseline itself is above 10 ms; ' +
    `therefore the p99 is required of the row with ${fewConnections} connections. Memory and CPU of the product are those of all its services ` +
    'and servers, those of the baseline of its process alone.',
  unit: 'requests/s',
  isHigherBetter: true,
  rounds: 3,
  open,
};

async function open(): Promise<Arena> {
  const filled = await filledTables(rows);
  try {
    const { installation, teamId, addresses } = filled;
    const { databaseUrl } = installation;
    const bare = await startChildServer(require.resolve('../../servers/bare-lookup'), {
      path,
      body: null,
      lookup: { databaseUrl, role: rolesOf('data').api, poolSize, sql: lookupStatements.team.text, teamId },
    });
    const paths = Array.from({ length: 2_000 }, (_, n) => `${path}?q=${addresses[(n * 7_919) % 10_000] ?? ''}`);
    const row = (name: string, url: string, pid: number, headers = {}) => ({
      name,
      isBaseline: pid === bare.pid,
      pids: () => [pid],
      ...(pid === bare.pid ? {} : { leastRatio: 0.6 }),
      measure: () => load({ url, paths, headers, connections, seconds }),
    });
    const headers = { authorization: `Bearer ${installation.apiKey}` };
    const { data } = installation.urls;
    return {
      contestants: [
        row('Fastify and pg', bare.url, bare.pid),
        row('Sentrybox, API key', data, installation.pid, headers),
        {
          name: `Sentrybox, API key, ${fewConnections} connections`,
          isBaseline: false,
          pids: () => [installation.pid],
          detailLimits: { p99_ms: 10 },
          measure: () => load({ url: data, paths, headers, connections: fewConnections, seconds }),
        },
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

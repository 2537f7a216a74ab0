import { request } from '@sentrybox/testing';
import type { Client } from 'pg';
import { startChildServer } from '../harness/child-server';
import { onFreshInstallation } from '../harness/installation';
import type { Installation } from '../harness/installation';
import { load } from '../harness/load';
import type { Arena, Measurement, Scenario } from '../harness/scenario';
import { publicAddresses } from './public-addresses';

const path = '/api/v1/analysis';
const connections = 10;
const seconds = 3;
const domains = 100;
const drainTimeoutMs = 60_000;

export const analysisLocal: Scenario = {
  name: 'analysis-local',
  title: 'Analysis with the local plugins',
  description:
    `POST ${path} over ${connections} connections. An address is asked of every local plugin, two of which ask the data ` +
    `service, and stored with each result in one transaction before the answer; ${seconds} s per round, different ` +
    `addresses. A domain also has a slow plugin under pending, whose work is committed with it: ${domains} domains per ` +
    'round, and all_ready_s is the time until the last slow result is stored. The baseline is a Fastify route that ' +
    'commits one INSERT of the same answer to the same PostgreSQL through a pool of the same size.',
  unit: 'analyses/s',
  isHigherBetter: true,
  rounds: 5,
  open,
};

async function open(): Promise<Arena> {
  return await onFreshInstallation(async ({ installation, client, close }) => {
    const bare = await startBareInsert(installation, client);
    const addresses = publicAddresses(1_000).map((ioc) => ({ ioc, type: 'ip' }));
    const ours = `${installation.urls['analysis-gateway']}${path}`;
    const headers = { authorization: `Bearer ${installation.apiKey}` };
    return {
      contestants: [
        {
          name: 'bare Fastify, one INSERT',
          isBaseline: true,
          pids: () => [bare.pid, installation.postgresPid],
          measure: () => load({ url: bare.url + path, method: 'POST', bodies: addresses, connections, seconds }),
        },
        {
          name: 'Sentrybox, address',
          isBaseline: false,
          pids: () => [installation.pid],
          measure: () => load({ url: ours, method: 'POST', headers, bodies: addresses, connections, seconds }),
        },
        {
          name: 'Sentrybox, domain with pending work',
          isBaseline: false,
          pids: () => [installation.pid],
          measure: () => analyseDomains(client, ours, headers),
        },
      ],
      close: async () => {
        await bare.close();
        await close();
      },
    };
  });
}

/** The row holds what the product answers for an address; as superuser, so that no row security is in the way. */
async function startBareInsert({ urls, apiKey, databaseUrl }: Installation, client: Client) {
  const answer = await request(`${urls['analysis-gateway']}${path}`, {
    credential: apiKey,
    body: { ioc: '11.0.0.1', type: 'ip' },
  });
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}.`);
  await client.query(`
    CREATE SCHEMA bench;
    CREATE TABLE bench.analysis (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(), ioc text NOT NULL, type text NOT NULL, answer jsonb NOT NULL
    )`);
  return await startChildServer(require.resolve('../servers/bare-insert'), {
    path,
    body: answer.body,
    insert: {
      databaseUrl,
      sql: 'INSERT INTO bench.analysis (ioc, type, answer) VALUES ($1, $2, $3)',
      poolSize: 5,
    },
  });
}

async function analyseDomains(
  client: Client,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Measurement> {
  const startedMs = performance.now();
  const bodies = Array.from({ length: domains }, (_, index) => ({ ioc: `example-${index}.com`, type: 'domain' }));
  const measurement = await load({ url, method: 'POST', headers, bodies, connections, amount: domains });
  while (await hasWork(client)) {
    if (performance.now() - startedMs > drainTimeoutMs) throw new Error('The slow plugins do not come to an end.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { ...measurement, details: { ...measurement.details, all_ready_s: (performance.now() - startedMs) / 1_000 } };
}

async function hasWork(client: Client): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT FROM analysis.plugin_result WHERE is_slow AND finished_at IS NULL LIMIT 1`,
  );
  return rows.length > 0;
}

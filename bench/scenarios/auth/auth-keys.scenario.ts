import type { Client } from 'pg';
import { onFreshInstallation } from '../../harness/installation';
import { load } from '../../harness/load';
import type { Arena, Contestant, Scenario } from '../../harness/scenario';

const path = '/api/v1/permissions';
const connections = 50;
const seconds = 3;
const manyKeys = 100_000;

export const authKeys: Scenario = {
  name: 'auth-keys',
  title: 'Looking an API key up',
  description:
    `GET ${path} of identity with an API key over ${connections} connections for ${seconds} s per round. Identity ` +
    'remembers nothing about keys, so that every request looks the key up in PostgreSQL; the rows differ in how many ' +
    'keys are stored beside it.',
  unit: 'requests/s',
  isHigherBetter: true,
  rounds: 5,
  open,
};

async function open(): Promise<Arena> {
  return await onFreshInstallation(({ installation, client, close }) => {
    const pid = installation.pidOf('identity');
    const row = (name: string, keys: number, rest: Partial<Contestant>): Contestant => ({
      name,
      isBaseline: false,
      pids: () => [pid],
      measure: async () => {
        await storeFurtherKeys(client, keys - 1);
        return await load({
          url: `${installation.urls.identity}${path}`,
          headers: { 'x-api-key': installation.apiKey },
          connections,
          seconds,
        });
      },
      ...rest,
    });
    return {
      contestants: [
        row('1 key', 1, { isBaseline: true }),
        row(`${manyKeys.toLocaleString('en')} keys`, manyKeys, { leastRatio: 0.95 }),
      ],
      close,
    };
  });
}

/** Leaves so many keys beside the installation's own, copies of it with other ids and hashes. */
async function storeFurtherKeys(client: Client, count: number): Promise<void> {
  await client.query(`DELETE FROM identity.api_key WHERE name = 'bench'`);
  await client.query(
    `INSERT INTO identity.api_key (team_id, id, service_account_id, name, mac, pepper_id, prefix, last4, scopes,
       allowed_cidrs, created_by, created_at)
     SELECT k.team_id, gen_random_uuid(), k.service_account_id, 'bench', sha256(n::text::bytea), k.pepper_id, k.prefix,
       k.last4, k.scopes, k.allowed_cidrs, k.created_by, k.created_at
     FROM (SELECT * FROM identity.api_key LIMIT 1) k, generate_series(1, $1::int) n`,
    [count],
  );
  // What the change left behind, dead rows and dirty pages, is cleared away before the clock starts.
  await client.query('VACUUM (FULL, ANALYZE) identity.api_key');
  await client.query('CHECKPOINT');
}

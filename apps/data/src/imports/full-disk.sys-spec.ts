import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { DataApp } from '../../test/data-app';

jest.setTimeout(180_000);

/** Ten lists or so. */
const diskMiB = 24;
const tables = ['team_indicator', 'team_sighting'];

let data: DataApp;
let key: string;
let mount: string;

beforeAll(async () => {
  data = await DataApp.start(fetch);
  key = data.callers.key(data.teamA);
  const [server] = await data.database.query<{ folder: string }>(`SELECT current_setting('data_directory') AS folder`);
  mount = mkdtempSync(join(tmpdir(), 'sentrybox-full-'));
  const { uid } = statSync(server?.folder ?? '');
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMiB}m,mode=0700,uid=${uid}`, 'tmpfs', mount]);
  await data.database.query(`CREATE TABLESPACE small LOCATION '${mount}'`);
  await moveTo('small');
});

afterAll(async () => {
  await data.stop();
  const client = new Client({ connectionString: process.env.SENTRYBOX_TEST_DATABASE_URL });
  await client.connect();
  await client.query('DROP TABLESPACE small');
  await client.end();
  execFileSync('umount', [mount]);
  rmSync(mount, { recursive: true });
});

async function moveTo(space: string): Promise<void> {
  for (const table of tables) {
    await data.database.query(`ALTER TABLE data.${table} SET TABLESPACE ${space}`);
    const indexes = await data.database.query<{ name: string }>(
      `SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = 'data.${table}'::regclass`,
    );
    for (const { name } of indexes) await data.database.query(`ALTER INDEX ${name} SET TABLESPACE ${space}`);
  }
}

const list = (n: number) => Array.from({ length: 10_000 }, (_, row) => `full-${n}-${row}.example.com`).join('\n');

it('F07 an import onto a full disk is refused as a whole, reads go on, and there is nothing to repair', async () => {
  const source = await data.source(key);
  const path = `/api/v1/sources/${source}/import?mode=delta`;
  const send = async (n: number) => await data.call('POST', path, { as: key, text: list(n), type: 'text/plain' });
  let taken = 0;
  let reply = await send(taken);
  while (reply.status === 201 && taken < 100) {
    taken += 1;
    reply = await send(taken);
  }
  expect(taken).toBeGreaterThan(0);
  expect(reply.status).toBe(503);
  const known = await data.call('GET', '/api/v1/indicators/search?q=full-0-1.example.com', { as: key });
  expect(known).toMatchObject({ status: 200, body: { count: 1 } });
  const refused = `/api/v1/indicators/search?q=full-${taken}-1.example.com`;
  expect((await data.call('GET', refused, { as: key })).body.count).toBe(0);

  await moveTo('pg_default');
  expect((await send(taken)).status).toBe(201);
  expect((await data.call('GET', refused, { as: key })).body.count).toBe(1);
  const [stored] = await data.database.query(
    `SELECT count(*)::int AS rows, count(DISTINCT i.lookup_key)::int AS values
     FROM data.team_sighting s FULL JOIN data.team_indicator i ON i.id = s.indicator_id`,
  );
  expect(stored).toEqual({ rows: (taken + 1) * 10_000, values: (taken + 1) * 10_000 });
});

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startPostgres } from '@sentrybox/local-servers';
import type { RunningServer } from '@sentrybox/local-servers';
import { Client } from 'pg';

import { exitCodes } from '../launcher/exit-codes';
import { urlAs } from '../launcher/service-spec';
import { projectRoot } from '../launcher/state-folder';

jest.setTimeout(300_000);

// A server of its own: on the one that other tests share the roles of the services belong to its superuser.
let folder: string;
let server: RunningServer & { readonly adminUrl: string };

async function asSuperuser(...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: server.adminUrl });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

function run(command: string, ...args: string[]): { readonly status: number | null; readonly text: string } {
  const url = new URL(urlAs(server.adminUrl, 'owner', 'owner'));
  url.pathname = '/installation';
  const { status, stdout, stderr } = spawnSync(process.execPath, [`dist/scripts/${command}.js`, ...args], {
    cwd: projectRoot,
    env: { ...process.env, SENTRYBOX_HOME: join(folder, 'home'), DATABASE_URL: url.href },
    encoding: 'utf8',
  });
  return { status, text: stdout + stderr };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentrybox-owner-'));
  chmodSync(folder, 0o711); // as root, PostgreSQL runs as nobody
  writeFileSync(join(folder, 'key'), randomBytes(32).toString('base64'));
  server = await startPostgres({
    stateDir: join(folder, 'server'),
    cacheDir: join(folder, 'cache'),
    port: 0,
    log: () => undefined,
  });
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const rights = [
  'ALTER ROLE owner CREATEROLE CREATEDB BYPASSRLS',
  'GRANT SET ON PARAMETER session_replication_role TO owner',
];

it('the rights are those that the component cloudnative-pg gives', () => {
  const text = readFileSync(join(projectRoot, 'k8s/components/cloudnative-pg/cluster.yaml'), 'utf8');
  for (const right of rights) expect(text).toContain(`- ${right.replace('owner', 'sentrybox')}\n`);
});

it('an owner with the rights migrates, saves and restores; with less it is told so', async () => {
  await asSuperuser(`CREATE ROLE owner LOGIN PASSWORD 'owner' CREATEROLE`, 'CREATE DATABASE installation OWNER owner');
  expect(run('migrate')).toMatchObject({ status: exitCodes.ok });

  const key = ['--key-file', join(folder, 'key')];
  const path = join(folder, 'backup');
  const refused = (text: string) => ({ status: exitCodes.usage, text: expect.stringContaining(text) as string });
  expect(run('backup', '--out', path, ...key)).toMatchObject(refused('does not see every row'));
  await asSuperuser(...rights.slice(0, 1));
  expect(run('backup', '--out', path, ...key)).toMatchObject(refused('GRANT SET ON PARAMETER'));
  await asSuperuser(...rights.slice(1));
  expect(run('backup', '--out', path, ...key)).toMatchObject({ status: exitCodes.ok });
  expect(run('restore', path, ...key, '--replace', '--database-only')).toMatchObject({ status: exitCodes.ok });
  expect(run('migrate')).toMatchObject({ status: exitCodes.ok });
});

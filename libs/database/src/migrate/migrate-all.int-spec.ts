import { randomBytes } from 'node:crypto';
import { Client, Pool } from 'pg';
import { auditMigrations } from '@sentrybox/audit';
import { migrateAll } from './migrate-all';
import type { Migration, MigrationSet } from './migration';
import { rolesOf } from './roles';
import { scramVerifier } from './scram-verifier';

jest.setTimeout(30_000); // each test makes a database, which takes a second on a busy disk

const serverUrl = process.env.SENTRYBOX_TEST_DATABASE_URL ?? '';
const created: string[] = [];
let server: Pool;

beforeAll(() => {
  server = new Pool({ connectionString: serverUrl, max: 2 });
});

afterAll(async () => {
  await Promise.all(created.map((name) => server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)));
  await server.end();
});

async function emptyDatabase(): Promise<string> {
  const name = `sbt_migrate_${randomBytes(6).toString('hex')}`;
  await server.query(`CREATE DATABASE ${name}`);
  created.push(name);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const step = (name: string, text: string, more: Partial<Migration> = {}): Migration => ({
  name,
  up: async (sql) => {
    await sql(text);
  },
  ...more,
});
const toolsSet = (...migrations: Migration[]): MigrationSet => ({ app: 'tools', migrations });
const run = (adminUrl: string, apps: readonly MigrationSet[], log?: (line: string) => void) =>
  migrateAll({ adminUrl, apps, rolePasswords: {}, log });

const first = step('202601010000-create-a', 'CREATE TABLE tools.a (id int)');
const second = step('202601020000-create-b', 'CREATE TABLE tools.b (id int)');

test('steps run once, in the order of their names, the audit log’s before all others', async () => {
  const url = await emptyDatabase();
  const lines: string[] = [];
  const sets = [toolsSet(second, first), { app: 'audit' as const, migrations: auditMigrations }];

  await run(url, sets, (line) => lines.push(line));
  await run(url, sets, (line) => lines.push(line));

  expect(lines).toEqual([
    'audit: 202611210100-create-audit-log',
    'audit: 202611220100-seal-events',
    'tools: 202601010000-create-a',
    'tools: 202601020000-create-b',
  ]);
});

test('two migrations at once of one database take turns', async () => {
  const url = await emptyDatabase();
  const slow = step('202601010000-create-a', 'SELECT pg_sleep(0.2); CREATE TABLE tools.a (id int)');
  const lines: string[] = [];

  await Promise.all(Array.from({ length: 4 }, () => run(url, [toolsSet(slow)], (line) => lines.push(line))));

  expect(lines).toEqual(['tools: 202601010000-create-a']);
});

test('a step that fails is undone whole, the ones before it stay, and the next run goes on from there', async () => {
  const url = await emptyDatabase();
  const broken = step('202601020000-create-b', 'CREATE TABLE tools.b (id int); SELECT 1/0');

  await expect(run(url, [toolsSet(first, broken)])).rejects.toMatchObject({ code: '22012' });
  expect(await ask(url, `SELECT to_regclass('tools.a')::text AS a, to_regclass('tools.b')::text AS b`)).toEqual([
    { a: 'tools.a', b: null },
  ]);
  await run(url, [toolsSet(first, second)]);

  expect(await ask(url, `SELECT name FROM sentrybox.migration WHERE app = 'tools' ORDER BY name`)).toEqual([
    { name: first.name },
    { name: second.name },
  ]);
});

test('what is new and what comes every time are seen together or not at all', async () => {
  const url = await emptyDatabase();
  const broken = step('202601020000-complete', 'SELECT 1/0', { isRepeated: true });

  await expect(run(url, [toolsSet(first, broken)])).rejects.toMatchObject({ code: '22012' });

  expect(await ask(url, `SELECT to_regclass('tools.a')::text AS a`)).toEqual([{ a: null }]);
});

test('a step without a transaction can build an index concurrently; a repeated step runs every time', async () => {
  const url = await emptyDatabase();
  const index = step('202601020000-index-a', 'CREATE INDEX CONCURRENTLY a_id ON tools.a (id)', {
    transactional: false,
  });
  const count = step('202601030000-count', 'INSERT INTO tools.a VALUES (1)', { isRepeated: true });

  await run(url, [toolsSet(count, first, index)]);
  await run(url, [toolsSet(count, first, index)]);

  expect(await ask(url, 'SELECT count(*)::int AS runs FROM tools.a')).toEqual([{ runs: 2 }]);
});

test.each([
  ['a name out of the rule', [step('create-a', 'SELECT 1')]],
  ['a name used twice', [first, { ...first }]],
])('%s is refused before anything is done', async (_what, migrations) => {
  const url = await emptyDatabase();

  await expect(run(url, [toolsSet(...migrations)])).rejects.toThrow('named wrongly or twice');
  expect(await ask(url, `SELECT to_regnamespace('sentrybox')::text AS schema`)).toEqual([{ schema: null }]);
});

test('a password for a role that is not ours is refused', async () => {
  const url = await emptyDatabase();
  const attempt = migrateAll({ adminUrl: url, apps: [], rolePasswords: { postgres: 'x' } });

  await expect(attempt).rejects.toThrow('There is no role named postgres.');
});

test('A10 the roles log in with the password given last, own nothing and may not even read the bookkeeping', async () => {
  const url = await emptyDatabase();
  await run(url, [toolsSet(first)]);
  // Passwords belong to the whole cluster: a role that no other spec logs in as, and its password is put back.
  const role = rolesOf('agents').work;
  const [before] = await ask(url, `SELECT rolpassword FROM pg_authid WHERE rolname = '${role}'`);
  const loginUrl = (password: string): string => {
    const login = new URL(url);
    login.username = role;
    login.password = password;
    return login.href;
  };
  for (const password of ['first-password', 'second-password']) {
    await migrateAll({ adminUrl: url, apps: [toolsSet(first)], rolePasswords: { [role]: password } });
  }

  await expect(ask(loginUrl('first-password'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  await expect(ask(loginUrl('second-password'), 'SELECT current_user::text AS me')).resolves.toEqual([{ me: role }]);
  for (const statement of [
    'SELECT app FROM sentrybox.migration',
    'SELECT id FROM tools.a',
    'CREATE TABLE tools.mine (id int)',
    'CREATE TABLE agents.mine (id int)',
    'CREATE TABLE public.mine (id int)',
    'CREATE ROLE mine',
    'SET ROLE tools_api',
  ]) {
    await expect(ask(loginUrl('second-password'), statement)).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:42501|3F000)$/) as string, // refused, or no such schema here
    });
  }
  const stored = before?.['rolpassword'];
  await ask(url, `ALTER ROLE ${role} PASSWORD ${typeof stored === 'string' ? `'${stored}'` : 'NULL'}`);
});

test('the password itself is never sent', () => {
  const verifier = scramVerifier('correct horse', Buffer.alloc(16, 7));

  expect(verifier).toMatch(/^SCRAM-SHA-256\$4096:[A-Za-z0-9+/=]{24}\$[A-Za-z0-9+/=]{44}:[A-Za-z0-9+/=]{44}$/);
  expect(verifier).not.toContain('horse');
});

import { schemaOf } from '@sentrybox/contracts';
import { Client } from 'pg';
import { rolesOf, createRoles } from './roles';
import { connectionShortage } from './connection-budget';
import type { Migration, MigrationSet, RunSql, SchemaOwner } from './migration';

export interface MigrateOptions {
  /** A role that may create roles and schemas; it will own everything. */
  readonly adminUrl: string;
  readonly apps: readonly MigrationSet[];
  /** By role name (`identity_api` …), set each time. */
  readonly rolePasswords: Readonly<Record<string, string>>;
  /** One line of progress per step taken. */
  readonly log?: (line: string) => void;
}

// Any fixed number: whoever holds it migrates this database, everybody else waits.
const migrationLock = 7_735_201_409;

const bookkeeping = `
  CREATE SCHEMA IF NOT EXISTS sentrybox;
  REVOKE ALL ON SCHEMA sentrybox FROM PUBLIC;
  CREATE TABLE IF NOT EXISTS sentrybox.migration (
    app text NOT NULL,
    name text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    duration_ms integer NOT NULL,
    PRIMARY KEY (app, name)
  );`;

/**
 * Brings a database up to date: roles with their passwords, one schema per app, every step that is missing, the audit
 * log's first because others grant on it. Safe to run at the same time from several places and again at any time.
 * A step that fails leaves the ones before it applied and itself undone; a set that has steps for every time is applied
 * as a whole.
 * @throws the server's error; Error for steps that are named twice or against the rule.
 */
export async function migrateAll(options: MigrateOptions): Promise<void> {
  const log = options.log ?? (() => undefined);
  const sets = ordered(options.apps);
  for (const set of sets) checkNames(set);
  const client = new Client({ connectionString: options.adminUrl, application_name: 'sentrybox-migrate' });
  client.on('error', () => undefined); // reported by the statement under way
  await client.connect();
  const sql: RunSql = async (text, params) =>
    (await client.query<Record<string, unknown>>(text, params === undefined ? undefined : [...params])).rows;
  try {
    await sql('SELECT pg_advisory_lock($1)', [migrationLock]);
    await sql(bookkeeping);
    await createRoles(sql, options.rolePasswords);
    for (const { app } of sets) await createSchema(sql, app);
    for (const set of sets) await applySet(sql, set, log);
    const shortage = await connectionShortage(sql);
    if (shortage !== undefined) log(shortage);
  } finally {
    await client.end(); // releases the lock
  }
}

function ordered(apps: readonly MigrationSet[]): MigrationSet[] {
  return [...apps].sort((a, b) => Number(b.app === 'audit') - Number(a.app === 'audit'));
}

const stepName = /^\d{12}-[a-z0-9]+(?:-[a-z0-9]+)*$/;

function checkNames({ app, migrations }: MigrationSet): void {
  const names = migrations.map(({ name }) => name);
  const wrong = names.filter((name, index) => !stepName.test(name) || names.indexOf(name) !== index);
  if (wrong.length > 0) throw new Error(`Migrations of ${app} named wrongly or twice: ${wrong.join(', ')}.`);
}

function schemaNamed(app: SchemaOwner): string {
  return app === 'audit' ? 'audit' : schemaOf[app];
}

async function createSchema(sql: RunSql, app: SchemaOwner): Promise<void> {
  const schema = schemaNamed(app);
  await sql(`CREATE SCHEMA IF NOT EXISTS ${schema}; REVOKE ALL ON SCHEMA ${schema} FROM PUBLIC;`);
  if (app === 'audit') return;
  const { api, work, definer } = rolesOf(schema);
  await sql(`GRANT USAGE ON SCHEMA ${schema} TO ${api}, ${work}, ${definer}`);
  // Handing a function to the definer role takes membership in it; a superuser has it anyway.
  const [me] = await sql('SELECT rolsuper FROM pg_roles WHERE rolname = current_user');
  if (me?.rolsuper !== true) await sql(`GRANT ${definer} TO current_user`);
}

async function applySet(sql: RunSql, { app, migrations }: MigrationSet, log: (line: string) => void): Promise<void> {
  const rows = await sql('SELECT name FROM sentrybox.migration WHERE app = $1', [app]);
  const applied = new Set(rows.map((row) => row.name));
  const byName = [...migrations].sort((a, b) => (a.name < b.name ? -1 : 1));
  const missing = byName.filter(({ name, isRepeated }) => isRepeated !== true && !applied.has(name));
  const repeated = byName.filter(({ isRepeated }) => isRepeated === true);
  // What comes every time completes what was new, as grants do. Between the two, a service that runs would be refused.
  const isWhole = repeated.length > 0 && missing.every(({ transactional }) => transactional !== false);
  const groups = isWhole ? [[...missing, ...repeated]] : [...missing, ...repeated].map((step) => [step]);
  for (const group of groups) {
    await applyGroup(sql, app, group);
    for (const { name, isRepeated } of group) if (isRepeated !== true) log(`${app}: ${name}`);
  }
}

/** Steps that are seen together or not at all; one without a transaction comes alone. */
async function applyGroup(sql: RunSql, app: SchemaOwner, steps: readonly Migration[]): Promise<void> {
  if (steps.some(({ transactional }) => transactional === false)) {
    for (const step of steps) await applyStep(sql, app, step);
    return;
  }
  await sql('BEGIN');
  try {
    for (const step of steps) await applyStep(sql, app, step);
    await sql('COMMIT');
  } catch (error) {
    await sql('ROLLBACK').catch(() => undefined); // the reason is the first error
    throw error;
  }
}

async function applyStep(sql: RunSql, app: SchemaOwner, migration: Migration): Promise<void> {
  const startedAt = performance.now();
  await migration.up(sql);
  await sql(
    `INSERT INTO sentrybox.migration (app, name, duration_ms) VALUES ($1, $2, $3)
     ON CONFLICT (app, name) DO UPDATE SET applied_at = now(), duration_ms = excluded.duration_ms`,
    [app, migration.name, Math.round(performance.now() - startedAt)],
  );
}

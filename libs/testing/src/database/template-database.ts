import { auditMigrations } from '@sentrybox/audit';
import { migrateAll } from '@sentrybox/database';
import type { MigrationSet } from '@sentrybox/database';
import { createHash } from 'node:crypto';
import { Client, DatabaseError } from 'pg';

export interface Template {
  cloneAs(name: string): Promise<void>;
}

const inUse = '55006'; // somebody is looking at the template, autovacuum for one

/** The database that copies of these migrations are made from: found by content, made by whoever needs it first. */
export async function templateFor(
  serverUrl: string,
  sets: readonly MigrationSet[],
  rolePasswords: Readonly<Record<string, string>>,
): Promise<Template> {
  const all: readonly MigrationSet[] = sets.some(({ app }) => app === 'audit')
    ? sets
    : [{ app: 'audit', migrations: auditMigrations }, ...sets];
  const digest = await digestOf(all);
  const name = `sbt_template_${digest.toString('hex').slice(0, 20)}`;
  await onServer(serverUrl, async (server) => {
    await server.query('SELECT pg_advisory_lock($1)', [digest.readInt32BE(0)]);
    const { rows } = await server.query<{ done: boolean }>(
      'SELECT datistemplate AS done FROM pg_database WHERE datname = $1',
      [name],
    );
    if (rows[0]?.done === true) return;
    await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`); // left half done by a run that was killed
    await server.query(`CREATE DATABASE ${name}`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    await migrateAll({ adminUrl: url.href, apps: all, rolePasswords });
    await server.query(`ALTER DATABASE ${name} IS_TEMPLATE true`);
  });
  return {
    cloneAs: (copy) => onServer(serverUrl, (server) => clone(server, name, copy)),
  };
}

async function clone(server: Client, template: string, copy: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      await server.query(`CREATE DATABASE ${copy} TEMPLATE ${template}`);
      return;
    } catch (error) {
      const isBusy = error instanceof DatabaseError && error.code === inUse;
      if (!isBusy || performance.now() > deadline) throw error;
    }
  }
}

async function onServer(url: string, work: (server: Client) => Promise<void>): Promise<void> {
  const server = new Client({ connectionString: url });
  await server.connect();
  try {
    await work(server);
  } finally {
    await server.end();
  }
}

// Names, code and the SQL that the steps send, so that a change in a function they call counts too. The recorder answers
// every question with no rows: a step that cannot go on from there is covered by its code.
async function digestOf(sets: readonly MigrationSet[]): Promise<Buffer> {
  const hash = createHash('sha256');
  for (const { app, migrations } of sets) {
    for (const migration of migrations) {
      hash.update(`${app} ${migration.name} ${migration.up.toString()}`);
      const record = (text: string, params: readonly unknown[] = []) => {
        hash.update(`${text} ${JSON.stringify(params)}`);
        return Promise.resolve([]);
      };
      await migration.up(record).catch(() => undefined);
    }
  }
  return hash.digest();
}

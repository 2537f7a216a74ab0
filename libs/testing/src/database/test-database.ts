import { schemaOf } from '@sentrybox/contracts';
import type { AppName } from '@sentrybox/contracts';
import { loginRoles, openDatabase, rolesOf } from '@sentrybox/database';
import type { Database, EntityClass, MigrationSet } from '@sentrybox/database';
import { createHash, randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { testServerUrl } from './test-server';
import { templateFor } from './template-database';

// The first spec of a run makes the template, on a machine that runs other workers too: Jest's 5 s for a hook are not
// enough. `jest` is there in whatever Jest loads.
if (typeof jest !== 'undefined') jest.setTimeout(30_000);

/** A migrated database of one spec file's own, as empty as after the migrations. */
export interface TestDatabase {
  /** As the owner: superuser, sees through row-level security. For arranging and for looking, not for the code under test. */
  readonly adminUrl: string;
  /** As `<app>_api`: what the app gets as DATABASE_URL. */
  urlOf(app: AppName): string;
  /** As `<app>_work`: what the app gets as DATABASE_WORK_URL. */
  workUrlOf(app: AppName): string;
  /** As any login role, `audit_sealer` for one. */
  urlAs(role: string): string;
  /** The app's door to it, with the production roles; closed by `drop`. */
  databaseOf(app: AppName, entities?: readonly EntityClass[]): Database;
  /** One statement as the owner. The caller answers for `Row`. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Closes everything that was opened here and drops the database. */
  drop(): Promise<void>;
}

/**
 * Copies the template of these migrations, which is made once (0.1 s instead of seconds per spec file). The audit log's
 * migrations are always in it.
 * @param serverUrl the superuser's, of another server than that of the run: `ownPostgres`
 * @throws Error when SENTRYBOX_TEST_DATABASE_URL is not set.
 */
export async function testDatabase(
  sets: readonly MigrationSet[],
  serverUrl: string = testServerUrl(),
): Promise<TestDatabase> {
  const passwords = Object.fromEntries(loginRoles.map((role) => [role, passwordOf(role, serverUrl)]));
  const template = await templateFor(serverUrl, sets, passwords);
  const name = `sbt_${process.env.JEST_WORKER_ID ?? '0'}_${randomBytes(6).toString('hex')}`;
  await template.cloneAs(name);
  return new ClonedDatabase(serverUrl, name, passwords);
}

// All workers share the cluster's roles, so all of them must set the same passwords.
function passwordOf(role: string, serverUrl: string): string {
  return createHash('sha256').update(`${serverUrl} ${role}`).digest('hex');
}

class ClonedDatabase implements TestDatabase {
  readonly adminUrl: string;
  readonly #admin: Pool;
  readonly #opened: Database[] = [];

  constructor(
    private readonly serverUrl: string,
    private readonly name: string,
    private readonly passwords: Readonly<Record<string, string>>,
  ) {
    this.adminUrl = urlWith(serverUrl, { database: name });
    this.#admin = new Pool({ connectionString: this.adminUrl, max: 2 });
    this.#admin.on('error', () => undefined); // its database is dropped at the end
  }

  urlOf(app: AppName): string {
    return this.urlAs(rolesOf(schemaOf[app]).api);
  }

  workUrlOf(app: AppName): string {
    return this.urlAs(rolesOf(schemaOf[app]).work);
  }

  urlAs(role: string): string {
    const password = this.passwords[role];
    if (password === undefined) throw new Error(`There is no login role ${role}.`);
    return urlWith(this.serverUrl, { database: this.name, user: role, password });
  }

  databaseOf(app: AppName, entities: readonly EntityClass[] = []): Database {
    const database = openDatabase({
      applicationName: `test-${app}`,
      schema: schemaOf[app],
      entities,
      url: this.urlOf(app),
      workUrl: this.workUrlOf(app),
      onError: () => undefined, // what a spec wants to know it sees in the outcome
    });
    this.#opened.push(database);
    return database;
  }

  async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#admin.query<Row>(text, [...values])).rows;
  }

  async drop(): Promise<void> {
    await Promise.all(this.#opened.map((database) => database.close()));
    await this.#admin.end();
    const server = new Pool({ connectionString: this.serverUrl, max: 1 });
    await server.query(`DROP DATABASE IF EXISTS ${this.name} WITH (FORCE)`);
    await server.end();
  }
}

function urlWith(base: string, parts: { database: string; user?: string; password?: string }): string {
  const url = new URL(base);
  url.pathname = `/${parts.database}`;
  if (parts.user !== undefined) url.username = parts.user;
  if (parts.password !== undefined) url.password = parts.password;
  return url.href;
}

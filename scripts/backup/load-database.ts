import { pipeline } from 'node:stream/promises';

import { migrateAll } from '@sentrybox/database';
import type { MigrationSet } from '@sentrybox/database';
import { DatabaseError } from 'pg';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

import { addAuditMonths } from './audit-months';
import { cutOff, damaged, notTheSame } from './backup.errors';
import { tablesOf } from './catalogue';
import type { CatalogueTable } from './catalogue';
import { connected } from './connected';
import type { BackupPart, JsonPart, Manifest, TableEnd, TableHead } from './records';
import { columnList, digestOf, nameOf, prepareSession } from './table-data';
import { CommandFailure } from '../launcher/exit-codes';

/** What a backup holds before its tables. */
export interface BackupHead {
  readonly manifest: Manifest;
  /** Content of `secrets.json`, not parsed yet. */
  readonly secrets: unknown;
  readonly environment: Readonly<Record<string, string>>;
}

/** A backup that lies in a database now, every table proved to be what was saved. */
export interface LoadedBackup extends BackupHead {
  readonly tables: number;
  readonly rows: number;
}

interface LoadedTable {
  readonly head: TableHead;
  readonly end: TableEnd;
}

type Source = AsyncIterator<BackupPart>;

const insufficientPrivilege = '42501';

/** @throws CommandFailure `backupUnreadable` */
export async function readHead(source: Source): Promise<BackupHead> {
  const manifest = await expected(source, 'manifest');
  const { content: secrets } = await expected(source, 'secrets');
  const { environment } = await expected(source, 'configuration');
  return { manifest, secrets, environment };
}

/**
 * Fills an empty database from a backup and reads every table again: as many rows, and the same digest. The form of the
 * tables is that of the time of the backup, so that what was saved and what is read can be compared; then it is brought
 * up to date, as an upgrade would.
 * @param url a superuser's, or of a role with the rights that docs/operations/backup.md lists: triggers must not fire and
 *   row-level security must not hide anything
 * @throws CommandFailure `usage`, `backupUnreadable`, `backupNewer`, `backupUnverified`
 */
export async function loadDatabase(
  url: string,
  parts: AsyncIterable<BackupPart>,
  apps: readonly MigrationSet[],
): Promise<LoadedBackup> {
  const source = parts[Symbol.asyncIterator]();
  const head = await readHead(source);
  const { manifest } = head;
  await migrateAll({ adminUrl: url, apps: stepsOf(manifest, apps), rolePasswords: {} });
  const { client, close } = await connected(url);
  let loaded: readonly LoadedTable[];
  try {
    await addAuditMonths(client, manifest.auditMonths);
    await prepareSession(client);
    const tables = await tablesOf(client);
    loaded = await loadTables(client, source, tables);
    await compare(client, loaded, tables);
  } finally {
    await close();
  }
  await migrateAll({ adminUrl: url, apps, rolePasswords: {} });
  const rows = loaded.reduce((sum, { end }) => sum + end.rows, 0);
  return { ...head, tables: loaded.length, rows };
}

/** The steps that had been taken, without those that come every time: the update afterwards takes them. */
function stepsOf({ migrations }: Manifest, apps: readonly MigrationSet[]): MigrationSet[] {
  const known = new Set(apps.flatMap((set) => set.migrations.map(({ name }) => `${set.app} ${name}`)));
  const saved = new Set(migrations.map(({ app, name }) => `${app} ${name}`));
  const unknown = [...saved].filter((step) => !known.has(step));
  if (unknown.length > 0) {
    throw new CommandFailure(
      'backupNewer',
      `The backup was made by a newer version: this one does not know the migration ${unknown.join(', ')}. Nothing was changed.`,
    );
  }
  return apps.map(({ app, migrations: all }) => ({
    app,
    migrations: all.filter(({ name, isRepeated }) => isRepeated !== true && saved.has(`${app} ${name}`)),
  }));
}

function mayNotSet(error: unknown): never {
  if (!(error instanceof DatabaseError) || error.code !== insufficientPrivilege) throw error;
  throw new CommandFailure(
    'usage',
    'The role of DATABASE_URL may not restore without firing triggers: it needs a superuser’s ' +
      '`GRANT SET ON PARAMETER session_replication_role TO …`. Nothing was changed.',
    { cause: error },
  );
}

async function loadTables(client: Client, source: Source, tables: readonly CatalogueTable[]): Promise<LoadedTable[]> {
  const loaded: LoadedTable[] = [];
  await client.query('BEGIN');
  await client.query(`SET LOCAL session_replication_role = 'replica'`).catch(mayNotSet); // no trigger, no look at foreign keys
  // Migrations may have put rows in, and have noted themselves.
  await client.query(`TRUNCATE ${tables.map(nameOf).join(', ')}`);
  for (;;) {
    const part = await next(source);
    if (part.part === 'table') loaded.push({ head: part, end: await loadTable(client, source, known(part, tables)) });
    else if (part.part === 'sequences') await setSequences(client, part.sequences);
    else if (part.part === 'end') {
      if (part.tables !== loaded.length || (await source.next()).done !== true) throw damaged('its last record');
      await client.query('COMMIT');
      return loaded;
    } else throw damaged(`${part.part} where a table was due`);
  }
}

function known(head: TableHead, tables: readonly CatalogueTable[]): TableHead {
  const table = tables.find(({ schema, table: name }) => schema === head.schema && name === head.table);
  if (table !== undefined && head.columns.every((column) => table.columns.includes(column))) return head;
  throw new CommandFailure(
    'backupNewer',
    `The backup has a table ${head.schema}.${head.table} that this version does not have in that form. Nothing was changed.`,
  );
}

async function loadTable(client: Client, source: Source, head: TableHead): Promise<TableEnd> {
  let end: TableEnd | undefined;
  const rows = async function* (): AsyncGenerator<Buffer> {
    for (;;) {
      const part = await next(source);
      if (part.part === 'data') yield part.data;
      else if (part.part === 'tableEnd') {
        end = part;
        return;
      } else throw damaged(`${part.part} within a table`);
    }
  };
  await pipeline(rows, client.query(copyFrom(`COPY ${nameOf(head)} (${columnList(head)}) FROM STDIN`)));
  if (end === undefined) throw cutOff();
  return end;
}

async function setSequences(
  client: Client,
  sequences: Extract<JsonPart, { part: 'sequences' }>['sequences'],
): Promise<void> {
  for (const { schema, name, value, isCalled } of sequences) {
    await client.query('SELECT setval(format($1, $2::text, $3::text)::regclass, $4, $5)', [
      '%I.%I',
      schema,
      name,
      value,
      isCalled,
    ]);
  }
}

async function compare(
  client: Client,
  loaded: readonly LoadedTable[],
  tables: readonly CatalogueTable[],
): Promise<void> {
  for (const { head, end } of loaded) {
    const order = tables.find(({ schema, table }) => schema === head.schema && table === head.table)?.order ?? '';
    const found = await digestOf(client, { ...head, order });
    const name = `${head.schema}.${head.table}`;
    if (found.rows !== end.rows) throw notTheSame(`${name} has ${found.rows} rows, saved were ${end.rows}`);
    if (found.sha256 !== end.sha256) throw notTheSame(`the rows of ${name} are not those that were saved`);
  }
}

async function next(source: Source): Promise<BackupPart> {
  const found = await source.next();
  if (found.done === true) throw cutOff();
  return found.value;
}

async function expected<Part extends JsonPart['part']>(
  source: Source,
  part: Part,
): Promise<Extract<JsonPart, { part: Part }>> {
  const found = await next(source);
  if (found.part === part) return found as Extract<JsonPart, { part: Part }>; // compared in this line
  throw damaged(`${found.part} where ${part} was due`);
}

import { appNames, schemaOf } from '@sentrybox/contracts';
import type { Client } from 'pg';

import type { Manifest, TableHead } from './records';

/** Schemas of ours: what lies elsewhere in the database is not Sentrybox's. */
const schemas = ['sentrybox', 'audit', ...appNames.map((app) => schemaOf[app])];

/** A table with what puts its rows into one order on every server. */
export interface CatalogueTable extends TableHead {
  /** SQL behind ORDER BY. */
  readonly order: string;
}

/** Every table, a partitioned one as one. Text sorts by its bytes: servers differ in their languages. */
export async function tablesOf(client: Client): Promise<CatalogueTable[]> {
  const { rows } = await client.query<{ schema: string; table: string; columns: string[]; key: string | null }>(
    `SELECT n.nspname AS schema, c.relname AS table,
       (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
       (SELECT string_agg(quote_ident(a.attname) ||
           CASE WHEN a.attcollation = 0 THEN '' ELSE ' COLLATE "C"' END, ', ' ORDER BY k.place)
         FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place), pg_attribute a
         WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid AND a.attnum = k.attnum) AS key
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     ORDER BY 1, 2`,
    [schemas],
  );
  return rows.map(({ schema, table, columns, key }) => ({
    ...{ part: 'table', schema, table, columns },
    order: key ?? 't.*::text COLLATE "C"',
  }));
}

/** What a manifest says of the database. */
export async function describeDatabase(client: Client): Promise<Omit<Manifest, 'part' | 'createdAt'>> {
  const migrations = await client.query<{ app: string; name: string }>(
    'SELECT app, name FROM sentrybox.migration ORDER BY app, name',
  );
  const months = await client.query<{ month: string }>(
    `SELECT substr(relname, 7) AS month FROM pg_class
     WHERE relnamespace = 'audit'::regnamespace AND relispartition AND relname ~ '^event_[0-9]{6}$' ORDER BY 1`,
  );
  const version = await client.query<{ version: string }>(`SELECT current_setting('server_version') AS version`);
  return {
    postgresVersion: version.rows[0]?.version ?? '',
    migrations: migrations.rows,
    auditMonths: months.rows.map(({ month }) => month),
  };
}

/** Whether an installation has ever been set up in this database. */
export async function isSetUp(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('sentrybox.migration') IS NOT NULL AS exists`,
  );
  return rows[0]?.exists === true;
}

interface SequenceValue {
  readonly schema: string;
  readonly name: string;
  readonly value: string;
  readonly isCalled: boolean;
}

/** Sequences are outside of any snapshot: read after it was taken, they are never behind its rows. */
export async function sequencesOf(client: Client): Promise<SequenceValue[]> {
  const { rows } = await client.query<{ schema: string; name: string }>(
    'SELECT schemaname AS schema, sequencename AS name FROM pg_sequences WHERE schemaname = ANY ($1) ORDER BY 1, 2',
    [schemas],
  );
  const values: SequenceValue[] = [];
  for (const { schema, name } of rows) {
    const { rows: state } = await client.query<{ value: string; isCalled: boolean }>(
      `SELECT last_value::text AS value, is_called AS "isCalled" FROM ${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`,
    );
    for (const { value, isCalled } of state) values.push({ schema, name, value, isCalled });
  }
  return values;
}

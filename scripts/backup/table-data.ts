import { createHash } from 'node:crypto';

import { escapeIdentifier } from 'pg';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

import type { CatalogueTable } from './catalogue';
import type { TableEnd, TableHead } from './records';

/** Rows as text look the same whatever the server's or the role's settings are. */
const sameText = `
  SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SET timezone = 'UTC'; SET extra_float_digits = 1;
  SET bytea_output = 'hex'; SET client_encoding = 'UTF8'; SET statement_timeout = 0; SET lock_timeout = 0;
  SET idle_in_transaction_session_timeout = 0;`;

/** For a session that reads or writes whole tables. Row-level security makes a statement fail rather than hide rows. */
export async function prepareSession(client: Client): Promise<void> {
  await client.query(`${sameText} SET row_security = off;`);
}

export function nameOf({ schema, table }: Pick<TableHead, 'schema' | 'table'>): string {
  return `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`;
}

export function columnList({ columns }: Pick<TableHead, 'columns'>): string {
  return columns.map((column) => escapeIdentifier(column)).join(', ');
}

const pieceLength = 64 * 1024;

/** All rows of a table in its order, as text of COPY; returns their number and digest. */
export async function* tableData(client: Client, table: CatalogueTable): AsyncGenerator<Buffer, TableEnd> {
  const select = `SELECT ${columnList(table)} FROM ${nameOf(table)} AS t ORDER BY ${table.order}`;
  const hash = createHash('sha256');
  let rows = 0;
  let held: Buffer[] = [];
  let heldLength = 0;
  for await (const chunk of client.query(copyTo(`COPY (${select}) TO STDOUT`))) {
    const bytes = chunk as Buffer; // a stream of bytes without an encoding
    hash.update(bytes);
    rows += lineEnds(bytes);
    held.push(bytes);
    heldLength += bytes.length;
    if (heldLength < pieceLength) continue;
    yield Buffer.concat(held);
    held = [];
    heldLength = 0;
  }
  if (heldLength > 0) yield Buffer.concat(held);
  return { part: 'tableEnd', rows, sha256: hash.digest('hex') };
}

/** One per row: COPY writes those within a value as two characters. */
function lineEnds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) count += 1;
  return count;
}

/** What {@link tableData} says of a table, without its rows. */
export async function digestOf(client: Client, table: CatalogueTable): Promise<TableEnd> {
  const rows = tableData(client, table);
  for (;;) {
    const next = await rows.next();
    if (next.done === true) return next.value;
  }
}

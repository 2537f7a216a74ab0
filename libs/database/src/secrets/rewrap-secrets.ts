import type { Database } from '../database';
import { identifier } from '../schema/tenant-table';
import type { SecretBox } from './secret-box';

/** A column that holds sealed secrets, of a table with a primary key `id` and without teams. */
export interface SealedColumn {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
}

export interface RewrapReport {
  /** `schema.table.column` */
  readonly column: string;
  readonly rewrapped: number;
  /** Changed by somebody else meanwhile; the next run finds them in order or takes them. */
  readonly skipped: number;
}

const batchSize = 200;

/**
 * Brings all secrets of the columns under the key-encryption key that seals now, while they are in use: each row is
 * replaced only if it is still what was read, and old and new form open the same. Can be stopped and run again.
 * @throws DomainError `internal_error` for a secret that does not open: nothing may be thrown away then
 */
export async function rewrapSecrets(
  database: Database,
  box: SecretBox,
  columns: readonly SealedColumn[],
): Promise<RewrapReport[]> {
  const reports: RewrapReport[] = [];
  for (const column of columns) reports.push(await rewrapColumn(database, box, column));
  return reports;
}

async function rewrapColumn(
  database: Database,
  box: SecretBox,
  { schema, table, column }: SealedColumn,
): Promise<RewrapReport> {
  const name = `${identifier(schema)}.${identifier(table)}`;
  const field = identifier(column);
  let [rewrapped, skipped] = [0, 0];
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await database.query<{ id: string; sealed: string }>(
      `SELECT id, ${field} AS sealed FROM ${name} WHERE id > $1 AND ${field} IS NOT NULL ORDER BY id LIMIT ${batchSize}`,
      [after],
    );
    for (const { id, sealed } of rows) {
      const fresh = box.rewrap(sealed, { table: name, column: field, rowId: id, teamId: null });
      if (fresh === undefined) continue;
      const changed = await database.execute(`UPDATE ${name} SET ${field} = $3 WHERE id = $1 AND ${field} = $2`, [
        id,
        sealed,
        fresh,
      ]);
      if (changed === 1) rewrapped += 1;
      else skipped += 1;
    }
    const last = rows.at(-1);
    if (rows.length < batchSize || last === undefined) return { column: `${name}.${field}`, rewrapped, skipped };
    after = last.id;
  }
}

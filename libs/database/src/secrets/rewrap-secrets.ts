import type { Database } from '../database';
import { identifier } from '../schema/tenant-table';
import type { SecretBox } from './secret-box';
import { teamsWithSecrets } from './teams-with-secrets';

/** A column that holds sealed secrets. */
export interface SealedColumn {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  /** Column with the UUID by which its place names the row. Default `id`. */
  readonly rowId?: string;
  /**
   * A tenant table: each secret is bound to its team, and is read and replaced in the team's transaction. The schema has the
   * function that `teamsWithSecrets` asks.
   */
  readonly isOfTeams?: true;
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
  for (const column of columns) {
    const counted = { rewrapped: 0, skipped: 0 };
    const work = { database, box, column, counted };
    if (column.isOfTeams === undefined) await rewrapRows(work, null);
    else
      for (const team of await teamsWithSecrets(database, column.schema))
        await database.inTeam(team, () => rewrapRows(work, team));
    reports.push({ column: `${tableOf(column)}.${column.column}`, ...counted });
  }
  return reports;
}

interface Work {
  readonly database: Database;
  readonly box: SecretBox;
  readonly column: SealedColumn;
  readonly counted: { rewrapped: number; skipped: number };
}

async function rewrapRows({ database, box, column, counted }: Work, teamId: string | null): Promise<void> {
  const table = tableOf(column);
  const field = identifier(column.column);
  const id = identifier(column.rowId ?? 'id');
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await database.query<{ id: string; sealed: string }>(
      `SELECT ${id} AS id, ${field} AS sealed FROM ${table}
       WHERE ${id} > $1 AND ${field} IS NOT NULL ORDER BY ${id} LIMIT ${batchSize}`,
      [after],
    );
    for (const row of rows) {
      const fresh = box.rewrap(row.sealed, { table, column: field, rowId: row.id, teamId });
      if (fresh === undefined) continue;
      const replace = `UPDATE ${table} SET ${field} = $3 WHERE ${id} = $1 AND ${field} = $2`;
      const changed = await database.execute(replace, [row.id, row.sealed, fresh]);
      if (changed === 1) counted.rewrapped += 1;
      else counted.skipped += 1;
    }
    const last = rows.at(-1);
    if (rows.length < batchSize || last === undefined) return;
    after = last.id;
  }
}

function tableOf({ schema, table }: SealedColumn): string {
  return `${identifier(schema)}.${identifier(table)}`;
}

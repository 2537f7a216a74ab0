import { identifier } from '../schema/tenant-table';

/**
 * SQL for the rows behind a cursor: `(a, b) < ($3, $4)`. The columns must be the ORDER BY, all in one direction, the
 * last one unique, none of them null.
 * @param firstParameter number of the first of as many parameters as columns
 */
export function behindCursor(columns: readonly string[], direction: 'asc' | 'desc', firstParameter: number): string {
  const names = columns.map((column) => column.split('.').map(identifier).join('.'));
  const parameters = columns.map((_, index) => `$${firstParameter + index}`);
  return `(${names.join(', ')}) ${direction === 'asc' ? '>' : '<'} (${parameters.join(', ')})`;
}

/** Totals are exact up to this many rows; counting on would cost more than the page. */
export const countLimit = 10_000;

/** SQL of a count that stops behind the limit. @param from `FROM … WHERE …`, with parameters as needed. */
export function cappedCount(from: string): string {
  return `SELECT count(*)::int AS count FROM (SELECT ${from} LIMIT ${countLimit + 1}) AS counted`;
}

import type { StagedRow } from './staged-row';

/** The columns of a line, in order. */
export const copyColumns = `record, type, lookup_key, long_value, first_seen_at, last_seen_at, confidence, severity,
  threat_types, tags, tlp, family, reference, expires_at`;

const absent = '\\N';
/** What stands behind the key of a value of which the file says nothing, as plain lists do: most rows there are. */
const nothingMore = `${`\t${absent}`.repeat(copyColumns.split(',').length - 3)}\n`;

/**
 * One row in the text format of COPY (PostgreSQL documentation, COPY, "Text Format").
 * @param record number of the record in the file, from 1.
 */
export function copyLine(record: number, row: StagedRow): string {
  return `${record}\t${row.type}\t${text(row.lookupKey)}${isBare(row) ? nothingMore : saidOf(row)}`;
}

function isBare(row: StagedRow): boolean {
  return (
    row.longValue === null &&
    row.firstSeenAt === null &&
    row.lastSeenAt === null &&
    row.expiresAt === null &&
    isMute(row)
  );
}

function isMute(row: StagedRow): boolean {
  return (
    row.confidence === null &&
    row.severity === null &&
    row.threatTypes === null &&
    row.tags === null &&
    row.tlp === null &&
    row.family === null &&
    row.reference === null
  );
}

function saidOf(row: StagedRow): string {
  return `\t${text(row.longValue)}\t${row.firstSeenAt ?? absent}\t${row.lastSeenAt ?? absent}\t${
    row.confidence ?? absent
  }\t${row.severity ?? absent}\t${list(row.threatTypes)}\t${list(row.tags)}\t${row.tlp ?? absent}\t${text(
    row.family,
  )}\t${text(row.reference)}\t${row.expiresAt ?? absent}\n`;
}

const special = /[\\\t\n\r]/;
const everySpecial = /[\\\t\n\r]/g;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function text(value: string | null): string {
  if (value === null) return absent;
  return special.test(value) ? value.replace(everySpecial, (found) => escapes[found] ?? found) : value;
}

// An array literal first, then as any text: both levels have the backslash as their escape.
function list(values: readonly string[] | null): string {
  if (values === null) return absent;
  return text(`{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`);
}

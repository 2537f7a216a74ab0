// Spreadsheets take what begins with these for a formula, also behind blanks; feeds, sources and callers choose what
// stands in a cell.
const formula = /^[=+\-@\t\r\n|]/;

/**
 * A line of CSV (RFC 4180) with its end. A text that a spreadsheet would compute gets an apostrophe in front; null is an
 * empty cell.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = formula.test(value.trimStart()) || formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

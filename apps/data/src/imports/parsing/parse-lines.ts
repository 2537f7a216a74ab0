import type { LinesFormat } from '@sentrybox/contracts';
import type { ParsedRecord, RecordBatches } from './parsed-record';
import { readLines } from './read-lines';
import type { Line } from './read-lines';

/** A value per line. Empty lines and comments are no records; ` # …` behind a value is a comment too. */
export async function* parseLines(chunks: AsyncIterable<Buffer>, format: LinesFormat): RecordBatches {
  for await (const lines of readLines(chunks)) {
    const records: ParsedRecord[] = [];
    for (const line of lines) {
      const record = recordOf(line, format);
      if (record !== undefined) records.push(record);
    }
    if (records.length > 0) yield records;
  }
}

function recordOf(line: Line, format: LinesFormat): ParsedRecord | undefined {
  if (line.isTooLong) return { text: line.text, rejection: 'record_too_long' };
  const text = withoutComment(line.text.trim(), format.comment);
  if (text === '') return undefined;
  const value = partOf(text, format);
  return value === undefined || value === ''
    ? { text, rejection: 'value_missing' }
    : { text, fields: { value, type: format.value_type } };
}

// Only behind a blank: `#` is a legal part of a URL.
function withoutComment(text: string, comment: string): string {
  if (comment === '') return text;
  if (text.startsWith(comment)) return '';
  const at = text.indexOf(` ${comment}`);
  const atTab = text.indexOf(`\t${comment}`);
  const cut = at === -1 ? atTab : atTab === -1 ? at : Math.min(at, atTab);
  return cut === -1 ? text : text.slice(0, cut).trimEnd();
}

function partOf(text: string, format: LinesFormat): string | undefined {
  if (format.delimiter === undefined) return text;
  const parts = format.delimiter === 'whitespace' ? text.split(/\s+/) : text.split(format.delimiter);
  return parts[format.value_column]?.trim();
}

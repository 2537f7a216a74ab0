import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { ColumnMapping, CsvFormat } from '@sentrybox/contracts';
import { HeaderComment } from './header-comment';
import { labelsOfText } from './labels';
import { MalformedFileError, maxRecordLength } from './parsed-record';
import type { ParsedRecord, RecordBatches, RecordFields } from './parsed-record';

const batchSize = 1_000;
const sampleLength = 200;

interface Positions extends Readonly<Record<keyof ColumnMapping, number | undefined>> {
  readonly further: readonly (number | undefined)[];
  readonly prefix: number | undefined;
}

/** Delimited text by RFC 4180, and what feeds make of it: comments, ragged rows, stray quotes. */
export async function* parseCsv(chunks: AsyncIterable<Buffer>, format: CsvFormat): RecordBatches {
  const comments = new HeaderComment(format);
  let positions = format.has_header || format.header_in_comment === true ? undefined : positionsOf(format, []);
  let records: ParsedRecord[] = [];
  for await (const row of rowsOf(format.header_in_comment === true ? comments.watch(chunks) : chunks, format)) {
    if (positions === undefined) {
      positions = positionsOf(format, comments.names ?? row);
      if (format.header_in_comment !== true) continue;
    }
    records.push(...recordsOf(row, positions, format));
    if (records.length < batchSize) continue;
    yield records;
    records = [];
  }
  if (records.length > 0) yield records;
}

async function* rowsOf(chunks: AsyncIterable<Buffer>, format: CsvFormat): AsyncGenerator<string[], void> {
  const parser = parse({
    bom: true,
    comment: format.comment === '' ? undefined : format.comment,
    comment_no_infix: true,
    delimiter: format.delimiter,
    // Some put a blank behind each comma, in front of the quote. Where a blank is the delimiter it means something.
    ltrim: format.delimiter.trim() !== '',
    max_record_size: maxRecordLength,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const source = Readable.from(chunks);
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    // Without `columns` and `cast` every record is an array of texts.
    for await (const row of parser) yield row as string[];
  } catch (error) {
    if (error instanceof CsvError) throw new MalformedFileError(reasonOf(error));
    throw error;
  } finally {
    source.destroy();
  }
}

function reasonOf(error: CsvError): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'A quoted field of the CSV file is never closed.';
    case 'CSV_MAX_RECORD_SIZE':
      return 'A record of the CSV file is longer than 1 MiB.';
    default:
      return 'The file is no CSV that can be read.';
  }
}

function positionsOf({ columns, ...format }: CsvFormat, header: readonly string[]): Positions {
  const names = header.map((name) => name.trim().toLowerCase());
  const place = (column: string | number | undefined): number | undefined => {
    if (typeof column !== 'string') return column;
    const found = names.indexOf(column.trim().toLowerCase());
    if (found === -1) throw new MalformedFileError('The CSV header has not all the columns that the source names.');
    return found;
  };
  return {
    value: place(columns.value),
    type: place(columns.type),
    confidence: place(columns.confidence),
    severity: place(columns.severity),
    first_seen: place(columns.first_seen),
    last_seen: place(columns.last_seen),
    tags: place(columns.tags),
    threat_types: place(columns.threat_types),
    tlp: place(columns.tlp),
    family: place(columns.family),
    reference: place(columns.reference),
    expires_at: place(columns.expires_at),
    further: (format.further_values ?? []).map(place),
    prefix: place(format.prefix_column),
  };
}

function recordsOf(row: readonly string[], positions: Positions, format: CsvFormat): ParsedRecord[] {
  const text = row.join(format.delimiter).slice(0, sampleLength);
  const prefix = cell(row, positions.prefix);
  const first = cell(row, positions.value);
  const main = first === undefined || prefix === undefined ? first : `${first}/${prefix}`;
  const values = [main, ...positions.further.map((position) => cell(row, position))].filter(
    (value) => value !== undefined,
  );
  if (values.length === 0) return [{ text, rejection: 'value_missing' }];
  const said = fieldsOf(row, positions, format);
  return values.map((value) => ({ text: value, fields: { value, ...said } }));
}

function fieldsOf(row: readonly string[], positions: Positions, format: CsvFormat): Omit<RecordFields, 'value'> {
  return {
    type: cell(row, positions.type) ?? format.value_type,
    confidence: cell(row, positions.confidence),
    severity: cell(row, positions.severity),
    firstSeen: cell(row, positions.first_seen),
    lastSeen: cell(row, positions.last_seen),
    tags: labels(row, positions.tags),
    threatTypes: labels(row, positions.threat_types),
    tlp: cell(row, positions.tlp),
    family: cell(row, positions.family),
    reference: cell(row, positions.reference),
    expiresAt: cell(row, positions.expires_at),
  };
}

function cell(row: readonly string[], position: number | undefined): string | undefined {
  const text = position === undefined ? undefined : row[position]?.trim();
  return text === '' ? undefined : text;
}

function labels(row: readonly string[], position: number | undefined): readonly string[] | undefined {
  const text = cell(row, position);
  return text === undefined ? undefined : labelsOfText(text);
}

import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { ColumnMapping, CsvFormat } from '@sentrybox/contracts';
import { labelsOfText } from './labels';
import { MalformedFileError, maxRecordLength } from './parsed-record';
import type { ParsedRecord, RecordBatches, RecordFields } from './parsed-record';

const batchSize = 1_000;
const sampleLength = 200;

type Positions = Readonly<Record<keyof ColumnMapping, number | undefined>>;

/** Delimited text by RFC 4180, and what feeds make of it: comments, ragged rows, stray quotes. */
export async function* parseCsv(chunks: AsyncIterable<Buffer>, format: CsvFormat): RecordBatches {
  let positions = format.has_header ? undefined : positionsOf(format.columns, []);
  let records: ParsedRecord[] = [];
  for await (const row of rowsOf(chunks, format)) {
    if (positions === undefined) {
      positions = positionsOf(format.columns, row);
      continue;
    }
    records.push(recordOf(row, positions));
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

function positionsOf(columns: ColumnMapping, header: readonly string[]): Positions {
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
  };
}

function recordOf(row: readonly string[], positions: Positions): ParsedRecord {
  const value = cell(row, positions.value);
  if (value === undefined) return { text: row.join(',').slice(0, sampleLength), rejection: 'value_missing' };
  return { text: value, fields: fieldsOf(value, row, positions) };
}

function fieldsOf(value: string, row: readonly string[], positions: Positions): RecordFields {
  return {
    value,
    type: cell(row, positions.type),
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

import type { ExportFormat, IndicatorView } from '@sentrybox/contracts';
import { stixBundle } from './stix/bundle';

type Batches = AsyncIterable<readonly IndicatorView[]>;

interface FileFormat {
  readonly mediaType: string;
  readonly extension: string;
  readonly write: (batches: Batches, at: Date) => AsyncGenerator<string, void>;
}

/** One file per format, a piece per batch. */
export const fileFormats: Readonly<Record<ExportFormat, FileFormat>> = {
  ndjson: { mediaType: 'application/x-ndjson', extension: 'ndjson', write: ndjson },
  csv: { mediaType: 'text/csv; charset=utf-8', extension: 'csv', write: csv },
  stix: { mediaType: 'application/stix+json;version=2.1', extension: 'stix.json', write: stixBundle },
  list: { mediaType: 'text/plain; charset=utf-8', extension: 'txt', write: plainList },
};

async function* ndjson(batches: Batches): AsyncGenerator<string, void> {
  for await (const batch of batches) yield batch.map((indicator) => `${JSON.stringify(indicator)}\n`).join('');
}

const columns = [
  'type',
  'value',
  'severity',
  'threat_level',
  'confidence',
  'score',
  'first_seen',
  'last_seen',
  'expires_at',
  'tlp',
  'threat_types',
  'families',
  'tags',
  'sources',
] as const;

/** RFC 4180; lists within a cell are separated by semicolons. */
async function* csv(batches: Batches): AsyncGenerator<string, void> {
  yield `${columns.join(',')}\r\n`;
  for await (const batch of batches) yield batch.map(csvLine).join('');
}

function csvLine(indicator: IndicatorView): string {
  const cells = columns.map((column) => {
    const value = indicator[column];
    return csvCell(Array.isArray(value) ? value.join(';') : value === null ? '' : String(value));
  });
  return `${cells.join(',')}\r\n`;
}

/** A cell that begins like a formula gets an apostrophe, or a spreadsheet would compute what a feed wrote. */
function csvCell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** A value per line, nothing else: what firewalls and resolvers read. */
async function* plainList(batches: Batches): AsyncGenerator<string, void> {
  for await (const batch of batches) yield batch.map(({ value }) => `${value}\n`).join('');
}

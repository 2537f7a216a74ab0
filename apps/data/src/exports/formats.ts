import type { ExportFormat, IndicatorView } from '@sentrybox/contracts';
import { csvLine } from '@sentrybox/http';
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
  yield csvLine(columns);
  for await (const batch of batches) yield batch.map(lineOf).join('');
}

function lineOf(indicator: IndicatorView): string {
  return csvLine(
    columns.map((column) => {
      const value = indicator[column];
      return Array.isArray(value) ? value.join(';') : value;
    }),
  );
}

/** A value per line, nothing else: what firewalls and resolvers read. */
async function* plainList(batches: Batches): AsyncGenerator<string, void> {
  for await (const batch of batches) yield batch.map(({ value }) => `${value}\n`).join('');
}

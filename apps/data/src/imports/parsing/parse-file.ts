import type { SourceFormat } from '@sentrybox/contracts';
import { parseCsv } from './parse-csv';
import { parseHosts } from './parse-hosts';
import { parseJson, parseNdjson } from './parse-json';
import { parseLines } from './parse-lines';
import { parseMisp } from './parse-misp';
import { parseText } from './parse-text';
import type { RecordBatches } from './parsed-record';

/** The records of a file in the order they stand there. @throws MalformedFileError as the format's parser does. */
export function parseFile(chunks: AsyncIterable<Buffer>, format: SourceFormat): RecordBatches {
  switch (format.kind) {
    case 'lines':
      return parseLines(chunks, format);
    case 'csv':
      return parseCsv(chunks, format);
    case 'json':
      return parseJson(chunks, format);
    case 'ndjson':
      return parseNdjson(chunks, format);
    case 'hosts':
      return parseHosts(chunks);
    case 'misp':
      return parseMisp(chunks, format);
    case 'text':
      return parseText(chunks, format);
  }
}

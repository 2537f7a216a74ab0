import { StringDecoder } from 'node:string_decoder';
import type { MispFormat } from '@sentrybox/contracts';
import { JsonDocuments } from './json-documents';
import { eventsOf, recordsOfEvent } from './misp-event';
import { MalformedFileError } from './parsed-record';
import type { RecordBatches } from './parsed-record';

/**
 * MISP events (draft-dulaunoy-misp-core-format): one document or several behind each other, each an event, a list of
 * events or `{ response: […] }`. An event is held as a whole, because its tags may stand behind its attributes.
 */
export async function* parseMisp(chunks: AsyncIterable<Buffer>, format: MispFormat): RecordBatches {
  const decoder = new StringDecoder('utf8');
  const documents = new JsonDocuments();
  for await (const chunk of chunks) yield* recordsIn(documents.push(decoder.write(chunk)), format);
  yield* recordsIn(documents.push(decoder.end()), format);
  documents.end();
}

function* recordsIn(texts: readonly string[], format: MispFormat) {
  for (const text of texts) {
    for (const event of eventsOf(parsed(text))) {
      const records = recordsOfEvent(event, format);
      if (records.length > 0) yield records;
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedFileError('The file is no JSON.');
  }
}

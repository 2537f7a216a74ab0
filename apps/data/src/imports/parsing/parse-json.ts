import { StringDecoder } from 'node:string_decoder';
import type { JsonFormat, NdjsonFormat } from '@sentrybox/contracts';
import { fieldsOfJson } from './json-fields';
import type { ParsedRecord, RecordBatches } from './parsed-record';
import { JsonItemReader } from './read-json-items';
import type { JsonItem } from './read-json-items';
import { readLines } from './read-lines';

const sampleLength = 200;

/** An array of records anywhere in one JSON document. */
export async function* parseJson(chunks: AsyncIterable<Buffer>, format: JsonFormat): RecordBatches {
  const decoder = new StringDecoder('utf8');
  const reader = new JsonItemReader(format.items === '' ? [] : format.items.split('.'));
  let isFirst = true;
  for await (const chunk of chunks) {
    let text = decoder.write(chunk);
    if (isFirst && text !== '') {
      isFirst = false;
      if (text.startsWith('\u{FEFF}')) text = text.slice(1);
    }
    const records = reader.push(text).flatMap((item) => recordsOf(item, format));
    if (records.length > 0) yield records;
  }
  reader.push(decoder.end());
  reader.end();
}

/** A JSON value per line. */
export async function* parseNdjson(chunks: AsyncIterable<Buffer>, format: NdjsonFormat): RecordBatches {
  for await (const lines of readLines(chunks)) {
    const records = lines
      .filter((line) => line.isTooLong || line.text.trim() !== '')
      .flatMap((line) => recordsOf(line.isTooLong ? undefined : line.text, format));
    if (records.length > 0) yield records;
  }
}

function recordsOf(item: JsonItem, format: JsonFormat | NdjsonFormat): ParsedRecord[] {
  if (item === undefined) return [{ text: '', rejection: 'record_too_long' }];
  const text = item.slice(0, sampleLength);
  let parsed: unknown;
  try {
    parsed = JSON.parse(item);
  } catch {
    return [{ text, rejection: 'malformed_record' }];
  }
  const found = fieldsOfJson(parsed, format);
  return found.length === 0 ? [{ text, rejection: 'value_missing' }] : found.map((fields) => ({ text, fields }));
}

import { StringDecoder } from 'node:string_decoder';
import type { TextFormat } from '@sentrybox/contracts';
import { createExtractStream } from '@sentrybox/ioc';
import type { Hit } from '@sentrybox/ioc';
import { HtmlText } from './html-text';
import type { ParsedRecord, RecordBatches } from './parsed-record';

/**
 * Every indicator in a running text, each once per block. Private addresses and what is rather a file name stay out, as
 * in the text actions.
 */
export async function* parseText(chunks: AsyncIterable<Buffer>, format: TextFormat): RecordBatches {
  const decoder = new StringDecoder('utf8');
  const html = format.is_html ? new HtmlText() : undefined;
  const stream = createExtractStream({
    deduplicate: true,
    ...(format.types === undefined ? {} : { types: format.types }),
  });
  const readable = (text: string): string => html?.push(text) ?? text;
  for await (const chunk of chunks) {
    const records = stream.push(readable(decoder.write(chunk))).map(recordOf);
    if (records.length > 0) yield records;
  }
  const rest = [...stream.push(readable(decoder.end())), ...stream.push(html?.end() ?? ''), ...stream.finish()];
  if (rest.length > 0) yield rest.map(recordOf);
}

function recordOf({ raw, value, type }: Hit): ParsedRecord {
  return { text: raw.slice(0, 200), fields: { value, type } };
}

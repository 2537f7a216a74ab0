import { createDeduplicator } from './extract';
import { readOptions } from './extract-options';
import type { ExtractOptions } from './extract-options';
import { Extraction } from './extraction';
import type { Hit } from './hit';

/** Pieces smaller than this are gathered first: every pass over the text has a fixed cost. */
const MIN_BLOCK_LENGTH = 65_536;

/** Extraction of a text that arrives in pieces, with the hits that `extract` finds in the whole. */
export interface ExtractStream {
  /** Takes the next piece; answers the hits that are certain by now. */
  push(chunk: string): Hit[];
  /** Answers the rest. Nothing may be pushed after it. */
  finish(): Hit[];
}

/**
 * Extracts from text larger than memory. Pieces may end anywhere, inside an indicator too. Memory stays bounded unless
 * `deduplicate` is set, which remembers every value.
 *
 * @throws ExtractOptionsError when an option is unknown or of the wrong type.
 * @example const stream = createExtractStream(); [...stream.push('evil[.'), ...stream.finish()]
 */
export function createExtractStream(options?: ExtractOptions): ExtractStream {
  const read = readOptions(options);
  const extraction = new Extraction(read);
  const isNew = read.deduplicate ? createDeduplicator() : (): boolean => true;
  let waiting: string[] = [];
  let length = 0;
  const flush = (): Hit[] => {
    const block = waiting.join('');
    waiting = [];
    length = 0;
    return extraction.push(block).filter(isNew);
  };
  return {
    push(chunk) {
      waiting.push(chunk);
      length += chunk.length;
      return length < MIN_BLOCK_LENGTH ? [] : flush();
    },
    finish: () => [...flush(), ...extraction.finish().filter(isNew)],
  };
}

/**
 * The same over any source of text pieces, such as a decoded file stream.
 *
 * @throws ExtractOptionsError when an option is unknown or of the wrong type.
 * @example for await (const hit of extractFrom(pieces)) report(hit);
 */
export async function* extractFrom(
  chunks: AsyncIterable<string> | Iterable<string>,
  options?: ExtractOptions,
): AsyncGenerator<Hit, void, undefined> {
  const stream = createExtractStream(options);
  for await (const chunk of chunks) yield* stream.push(chunk);
  yield* stream.finish();
}

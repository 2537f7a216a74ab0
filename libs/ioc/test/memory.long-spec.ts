import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createExtractStream } from '../src/index';
import type { ExtractStream } from '../src/index';

const MIB = 1_048_576;
const PIECE = 1_024;

const LINE = '2026-03-01 fw src=10.0.0.1 dst=8.8.8.8 GET http://evil.com/a?b=c the rest of the line is prose\n';
const TEXT = LINE.repeat(Math.ceil(PIECE / LINE.length)).slice(0, PIECE);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void; // what the flag above puts there

/** Memory of the process in MiB once garbage is gone: hits that the caller drops are no memory of the stream. */
function retainedMiB(): number {
  collect();
  return process.memoryUsage().rss / MIB;
}

function pour(stream: ExtractStream, mebibytes: number): { hits: number; highestMiB: number } {
  let hits = 0;
  let highestMiB = 0;
  for (let read = 0; read < mebibytes * MIB; read += PIECE) {
    hits += stream.push(TEXT).length;
    if (read % (10 * MIB) === 0) highestMiB = Math.max(highestMiB, retainedMiB());
  }
  return { hits, highestMiB };
}

describe('a stream far larger than its memory', () => {
  it('reads 100 MiB in pieces of 1 KiB within 64 MiB', () => {
    // Compiled code and the young generation reach their size first; they belong to the process, not to the text.
    pour(createExtractStream(), 4);
    const before = retainedMiB();
    const { hits, highestMiB } = pour(createExtractStream(), 100);
    expect(hits).toBeGreaterThan(1_000_000);
    expect(highestMiB - before).toBeLessThan(64);
  }, 300_000);
});

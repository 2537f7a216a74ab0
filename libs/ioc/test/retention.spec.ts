import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createExtractStream } from '../src/index';
import type { Hit } from '../src/index';

const MIB = 1_048_576;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void; // what the flag above puts there

describe('hits that are kept', () => {
  it('keep nothing of the text they were found in', () => {
    const stream = createExtractStream();
    const kept: Hit[] = [];
    const filler = 'the quick brown fox jumps over the lazy dog and nothing else happens in this sentence\n'.repeat(
      1_500,
    );
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let piece = 0; piece < 160; piece++)
      kept.push(...stream.push(`${filler}http://evil-number-${piece}.example.com/a\n`));
    kept.push(...stream.finish());
    collect();
    expect(kept).toHaveLength(160);
    expect((process.memoryUsage().heapUsed - before) / MIB).toBeLessThan(8);
  });
});

import { createExtractStream, extract } from '../../src/index';
import type { ExtractOptions, Hit } from '../../src/index';

/** The class of mistake, a text, and every hit that `extract` owes for it as "type value". */
export type Row = readonly [mistake: string, text: string, hits: readonly string[]];

export const shown = (hit: Hit): string => `${hit.type} ${hit.value}`;

export const shownHits = (text: string, options?: ExtractOptions): string[] => extract(text, options).map(shown);

/** The same text read by the stream, cut at every multiple of `size`. */
export function streamed(text: string, size: number, options?: ExtractOptions): Hit[] {
  const stream = createExtractStream(options);
  const hits: Hit[] = [];
  for (let at = 0; at < text.length; at += size) hits.push(...stream.push(text.slice(at, at + size)));
  return [...hits, ...stream.finish()];
}

/** A hit lies where it says, and hits come in order. */
export function expectWellPlaced(text: string, hits: readonly Hit[]): void {
  let last = 0;
  for (const hit of hits) {
    expect(hit.raw).toBe(text.slice(hit.start, hit.end));
    expect(hit.end).toBeGreaterThan(hit.start);
    expect(hit.start).toBeGreaterThanOrEqual(last);
    expect(hit.confidence).toBeGreaterThan(0);
    expect(hit.confidence).toBeLessThanOrEqual(1);
    last = hit.start;
  }
}

/** One test for each row, and one that reads all of them in small pieces. */
export function describeRows(title: string, rows: readonly Row[], options?: ExtractOptions): void {
  describe(title, () => {
    it.each(rows)('%s: %s', (_mistake, text, hits) => {
      const found = extract(text, options);
      expect(found.map(shown)).toEqual(hits);
      expectWellPlaced(text, found);
    });

    it('finds the same in pieces of one, three and seven units', () => {
      for (const [, text] of rows) {
        const whole = extract(text, options);
        for (const size of [1, 3, 7]) expect(streamed(text, size, options)).toEqual(whole);
      }
    });
  });
}

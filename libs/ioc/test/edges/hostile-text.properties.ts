import fc from 'fast-check';
import { canonicalise, classify, createExtractStream, defang, extract, extractGrouped, refang } from '../../src/index';
import type { ExtractOptions, Hit } from '../../src/index';
import { hostileText } from './hostile-text';
import { expectWellPlaced } from './rows';

const everything: ExtractOptions = { includePrivate: true, includeAmbiguous: true, derived: true };

/** Where to cut a text: sizes of pieces, taken in turn. */
const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

function inPieces(text: string, sizes: readonly number[], options: ExtractOptions): Hit[] {
  const stream = createExtractStream(options);
  const hits: Hit[] = [];
  for (let at = 0, turn = 0; at < text.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    hits.push(...stream.push(text.slice(at, at + size)));
    at += size;
  }
  return [...hits, ...stream.finish()];
}

type Check = (property: fc.IPropertyWithHooks<[string]>) => void;

function describeHits(runs: number, check: Check): void {
  it('gives hits that lie where they say, in order', () => {
    check(
      fc.property(hostileText, (text) => {
        expectWellPlaced(text, extract(text, everything));
        expectWellPlaced(text, extract(text));
      }),
    );
  });

  it('gives values that are canonical already', () => {
    check(
      fc.property(hostileText, (text) => {
        for (const { type, value } of extract(text, everything)) {
          expect({ type, ...canonicalise(type, value) }).toMatchObject({ type, ok: true, value });
        }
      }),
    );
  });

  it('gives a value that reads as itself when it stands alone', () => {
    check(
      fc.property(hostileText, (text) => {
        for (const { value } of extract(text)) {
          const alone = classify(value);
          if (alone.ok) expect(canonicalise(alone.type, alone.value)).toMatchObject({ ok: true, value: alone.value });
        }
      }),
    );
  });

  it('gives the same in pieces of any size', () => {
    fc.assert(
      fc.property(hostileText, cuts, (text, sizes) => {
        expect(inPieces(text, sizes, everything)).toEqual(extract(text, everything));
      }),
      { numRuns: runs },
    );
  });
}

function describeReadings(check: Check): void {
  it('reports nothing more by default than when asked for everything', () => {
    check(
      fc.property(hostileText, (text) => {
        const all = new Set(
          extract(text, everything).map(({ type, start, end }) => `${type} ${String(start)} ${String(end)}`),
        );
        for (const { type, start, end } of extract(text))
          expect(all).toContain(`${type} ${String(start)} ${String(end)}`);
      }),
    );
  });

  it('groups what it extracts', () => {
    check(
      fc.property(hostileText, (text) => {
        for (const values of Object.values(extractGrouped(text))) {
          expect(values.length).toBeGreaterThan(0);
          expect(new Set(values).size).toBe(values.length);
        }
      }),
    );
  });

  it('is defanged and refanged once', () => {
    check(
      fc.property(hostileText, (text) => {
        const marked = defang(text);
        expect(defang(marked)).toBe(marked);
        const plain = refang(text);
        expect(refang(plain)).toBe(plain);
      }),
    );
  });

  it('is classified or refused with a reason', () => {
    check(
      fc.property(hostileText, (text) => {
        const read = classify(text);
        expect(read.ok ? read.value : read.message).not.toBe('');
      }),
    );
  });
}

/** The properties of any text, for `runs` texts each. */
export function describeHostileText(runs: number): void {
  const check: Check = (property) => {
    fc.assert(property, { numRuns: runs });
  };
  describe('hits of any text', () => {
    describeHits(runs, check);
  });
  describe('readings of any text', () => {
    describeReadings(check);
  });
}

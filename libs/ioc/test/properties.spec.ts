import fc from 'fast-check';
import {
  canonicalise,
  classify,
  createExtractStream,
  defang,
  extract,
  extractGrouped,
  INDICATOR_TYPES,
  ipScope,
  refang,
  IOC_TYPES,
  canonicaliseIoc,
  domainParts,
  skeleton,
  toUnicode,
} from '../src/index';
import { Normaliser } from '../src/refang/normaliser';

const PIECES = [
  ...[
    'http://',
    'hxxps://',
    'hxxp[://]',
    'ftp://',
    '://',
    'evil',
    'com',
    'рф',
    '.',
    '[.]',
    '(.)',
    '[',
    ']',
    '(',
    ')',
    '{',
    '}',
    '<',
    '>',
  ],
  ...[
    '[dot]',
    '(at)',
    '@',
    '[@]',
    ':',
    '[:]',
    '/',
    '\\',
    '\\.',
    ',',
    ' ',
    '\n',
    '\r\n',
    '1',
    '255',
    '8.8.8.8',
    '10.0.0.1',
    '::1',
    '2001:db8::1',
  ],
  ...[
    'a',
    'x',
    '-',
    '_',
    '%',
    '%3A%2F%2F',
    '&#46;',
    '&amp;',
    '=2E',
    '=3D"',
    '=\n',
    '\u200B',
    '\u00AD',
    '\u202E',
    '\ud800',
    '\u0000',
    '。',
    '．',
  ],
  ...[
    'C:\\',
    'HKLM\\',
    '/tmp/',
    'CVE-2021-44228',
    'T1059.001',
    'rule a {',
    'condition: true }',
    'User-Agent: ',
    '"',
    "'",
    '?',
    '&',
    '#',
    '=',
  ],
  ...[
    '44d88612fea8a8f36de82e1278abb02f',
    'AS15169',
    '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2',
    '.zip',
    '.exe',
    'www.',
    'user@evil.com',
    ';',
    '!',
  ],
];

const text = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
);

/** Anything that refanging would weigh, whether it then undoes it or not. */
function holdsMarks(value: string): boolean {
  const normaliser = new Normaliser();
  normaliser.append(value);
  normaliser.run(true);
  return normaliser.view.edits.length > 0;
}

const runs = { numRuns: 2_000 };

describe('for any text', () => {
  it('nothing throws and every hit stands where it says', () => {
    fc.assert(
      fc.property(text, (value) => {
        classify(value);
        ipScope(value);
        domainParts(value);
        toUnicode(value);
        skeleton(value);
        extractGrouped(value);
        for (const type of INDICATOR_TYPES) canonicalise(type, value);
        for (const type of IOC_TYPES) canonicaliseIoc(type, value);
        let last = 0;
        for (const hit of extract(value, { includeAmbiguous: true, includePrivate: true })) {
          expect(value.slice(hit.start, hit.end)).toBe(hit.raw);
          expect(hit.start).toBeLessThan(hit.end);
          last = hit.end;
        }
        expect(last).toBeLessThanOrEqual(value.length);
      }),
      runs,
    );
  });

  it('a hit is canonical: canonicalising it again changes nothing', () => {
    fc.assert(
      fc.property(text, (value) => {
        for (const hit of extract(value, { includeAmbiguous: true, includePrivate: true, derived: true })) {
          expect(canonicalise(hit.type, hit.value)).toMatchObject({ ok: true, value: hit.value });
        }
      }),
      runs,
    );
  });

  it('defanging twice is defanging once', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(defang(defang(value))).toBe(defang(value));
      }),
      runs,
    );
  });

  it('refanging twice is refanging once', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(refang(refang(value))).toBe(refang(value));
      }),
      runs,
    );
  });

  it('refanging undoes defanging where the text held no marks', () => {
    fc.assert(
      fc.property(text, (value) => {
        fc.pre(!holdsMarks(value));
        expect(refang(defang(value))).toBe(value);
      }),
      runs,
    );
  });

  it('defanging hides nothing from extraction', () => {
    const plain = fc.array(
      fc.constantFrom(
        'http://evil.com/a',
        '8.8.8.8',
        'www.evil.com',
        'user@evil.com',
        'CVE-2021-44228',
        'and',
        '2001:db8::1',
        'https://a.evil.co.uk:8443/b',
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(plain, (words) => {
        const value = words.join(' ');
        const values = (from: string): string[] => extract(from).map((hit) => `${hit.type} ${hit.value}`);
        expect(values(defang(value))).toEqual(values(value));
      }),
    );
  });

  it('any chunking gives the same hits', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), fc.array(fc.nat(40), { maxLength: 30 }), (parts, cuts) => {
        const whole = parts.join(' ');
        const stream = createExtractStream({ includeAmbiguous: true });
        const hits = [];
        let at = 0;
        for (const cut of cuts) {
          hits.push(...stream.push(whole.slice(at, at + cut)));
          at += cut;
        }
        hits.push(...stream.push(whole.slice(at)), ...stream.finish());
        expect(hits).toEqual(extract(whole, { includeAmbiguous: true }));
      }),
      { numRuns: 500 },
    );
  });
});

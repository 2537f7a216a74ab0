import fc from 'fast-check';
import { defang, refang } from '../../src/index';
import { shownHits } from './rows';

describe('defang as the seed says', () => {
  it.each([
    ['http://evil.com/path', 'hxxp[://]evil[.]com/path'],
    ['https://evil.com', 'hxxps[://]evil[.]com'],
    ['HTTP://evil.com', 'HXXP[://]evil[.]com'],
    ['ftp://evil.com/a', 'ftp[://]evil[.]com/a'],
    ['evil.com', 'evil[.]com'],
    ['203.0.113.7', '203[.]0[.]113[.]7'],
    ['billing@evil.com', 'billing[@]evil[.]com'],
    ['http is a word', 'http is a word'],
    ['the http protocol.', 'the http protocol[.]'],
    ['no marks needed', 'no marks needed'],
    ['', ''],
    ['a.b@c://d', 'a[.]b[@]c[://]d'],
    ['http://a.com and https://b.com', 'hxxp[://]a[.]com and hxxps[://]b[.]com'],
  ])('%j becomes %j and comes back', (plain, marked) => {
    expect(defang(plain)).toBe(marked);
    expect(defang(marked)).toBe(marked);
    expect(refang(refang(marked))).toBe(refang(marked));
  });

  it.each(['http://evil.com/path', 'https://a.b/?x=1.2&m=a@b', 'mail a.b@c.com, then http://d.e.', '1.2.3.4:80'])(
    '%s comes back as it was',
    (plain) => {
      expect(refang(defang(plain))).toBe(plain);
    },
  );

  it.each([
    ['hxxp[://]evil[.]com', 'http://evil.com'],
    ['hxxp://evil.com', 'http://evil.com'],
    ['hXXps[://]evil[.]com', 'hTTps://evil.com'],
    ['evil[.]com', 'evil.com'],
    ['billing[@]evil[.]com', 'billing@evil.com'],
    ['2001[:]db8[:][:]1', '2001:db8::1'],
    ['already http://evil.com', 'already http://evil.com'],
    ['the hxxp word', 'the hxxp word'],
  ])('refang of %j is %j', (marked, plain) => {
    expect(refang(marked)).toBe(plain);
    expect(refang(plain)).toBe(plain);
  });
});

/** Text of addresses and prose without a mark in it. */
const host = fc.constantFrom('parcel-track.top', 'cdn.evil-host.com', 'bank-verify.co.uk', '203.0.113.7', 'a.b.c.info');
const piece = fc.oneof(
  host,
  host.map((name) => `http://${name}/a.b?c=d.e`),
  host.map((name) => `https://user:pw@${name}:8080/`),
  host.map((name) => `ops@${name}`),
  fc.constantFrom(
    'word',
    'e.g.',
    'Node.js',
    'v1.2.3',
    'http',
    'ftp://',
    '://',
    '@',
    '.',
    '..',
    'x@',
    '@y',
    'HTTP://',
    'a.zip',
  ),
);
const prose = fc
  .array(fc.tuple(piece, fc.constantFrom(' ', ', ', '\n', '; ', '\t', ' - ', ' (', ') ')), { maxLength: 12 })
  .map((parts) => parts.flat().join(''));

describe('defang and refang of anything', () => {
  it('defang is idempotent', () => {
    fc.assert(
      fc.property(fc.oneof(prose, fc.string(), fc.string({ unit: 'binary' })), (text) => {
        const once = defang(text);
        expect(defang(once)).toBe(once);
      }),
      { numRuns: 300 },
    );
  });

  it('refang is idempotent', () => {
    const marks = fc.constantFrom(
      '[.]',
      '(.)',
      '[dot]',
      ' [.] ',
      '[@]',
      '[:]',
      'hxxp',
      '[://]',
      '://',
      '[',
      ']',
      '.',
      '\\.',
      '&#46;',
      '=2E',
      'a',
      'com',
      '1',
      '\u200b',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          prose,
          fc.array(marks, { maxLength: 20 }).map((parts) => parts.join('')),
        ),
        (text) => {
          const once = refang(text);
          expect(refang(once)).toBe(once);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('refang undoes defang where the text held no mark', () => {
    fc.assert(
      fc.property(prose, (text) => {
        expect(refang(defang(text))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['https://user:pw@a.top:8080/ @ - ', 'https://a.top/ @ foo', 'https://a.top/x @ y', 'https://a.top/x . y'])(
    'a mark with blanks goes on no URL that ended before it: %j',
    (text) => {
      expect(shownHits(defang(text))).toEqual(shownHits(text));
      expect(shownHits(text)).toHaveLength(1);
    },
  );

  it('a text has the same indicators after defanging', () => {
    fc.assert(
      fc.property(prose, (text) => {
        expect(
          shownHits(defang(text), { includeAmbiguous: true }).filter((hit) => !hit.startsWith('file_name')),
        ).toEqual(shownHits(text, { includeAmbiguous: true }).filter((hit) => !hit.startsWith('file_name')));
      }),
      { numRuns: 300 },
    );
  });
});

import { canonicalise, classify, defang, extract, extractGrouped, INDICATOR_TYPES, refang } from '../../src/index';
import { shownHits, streamed } from './rows';

const lone = '\ud800';
const megabyte = 1 << 20;

const inputs: readonly (readonly [name: string, text: string])[] = [
  ['nothing', ''],
  ['one blank', ' '],
  ['NUL', '\0'],
  ['many NULs', '\0'.repeat(1000)],
  ['lone high surrogate', '\ud800'],
  ['lone low surrogate', '\udfff'],
  ['surrogates the wrong way round', '\udc00\ud800'],
  ['surrogate inside a domain', `par${lone}cel.top`],
  ['surrogate inside a URL', `http://parcel-track.top/${lone}`],
  ['surrogate inside the host of a URL', `http://par${lone}cel.top/`],
  ['surrogate inside an e-mail address', `o${lone}ps@parcel-track.top`],
  ['noncharacters', '\uffff\ufffe\ufdd0'],
  ['private use', '\ue000\uf8ff'],
  ['combining marks', `a${'\u0301'.repeat(5000)}.com`],
  ['right-to-left override', '\u202emoc.live\u202c'],
  ['every ASCII character', String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code))],
  ['every Latin-1 character', String.fromCharCode(...Array.from({ length: 256 }, (_, code) => code))],
  ['prototype names', '__proto__ constructor toString hasOwnProperty.com valueOf@evil.com'],
  ['format string', '%s %d %n %x {0} ${x} #{x}'],
  ['path traversal', '../../../../etc/passwd\0.png'],
  ['half an entity', '&#&#x&amp &#99999999999; &#xD800;'],
  ['half an escape', String.raw`\u \u12 \x \ud800 \\`],
  ['half a percent escape', '%%%2%zz%u0041'],
  ['URL of nothing but marks', 'http://[.][.][.]/'],
  ['brackets', '['.repeat(2000)],
  ['nested marks', '[[[[.]]]]'],
  ['huge number', `http://${'9'.repeat(400)}/`],
  ['huge port', `203.0.113.7:${'9'.repeat(400)}`],
  ['huge prefix', `203.0.113.7/${'9'.repeat(400)}`],
];

describe('text that breaks readers', () => {
  it.each(inputs)('%s', (_name, text) => {
    expect(() => {
      extract(text, { includePrivate: true, includeAmbiguous: true, derived: true });
      extractGrouped(text);
      classify(text);
      for (const type of INDICATOR_TYPES) canonicalise(type, text);
    }).not.toThrow();
    expect(defang(defang(text))).toBe(defang(text));
    expect(refang(refang(text))).toBe(refang(text));
    expect(streamed(text, 3)).toEqual(extract(text));
  });
});

describe('huge lines', () => {
  it.each([
    ['letters', 'a'],
    ['digits', '7'],
    ['hexadecimal digits', 'c3'],
    ['dots', '.'],
    ['labels', 'a.'],
    ['marks', '[.]'],
    ['schemes', 'hxxp://'],
    ['at signs', 'a@'],
    ['backslashes', '\\'],
    ['opening brackets', '<('],
    ['colons', 'f:'],
    ['percent escapes', '%68'],
    ['entities', '&#46;'],
    ['soft line breaks', '=\r\n'],
    ['zero-width characters', '\u200b'],
    ['quotes', '"\''],
    ['wide letters', '漢'],
    ['emoji', '🚩'],
    ['half rules', 'rule a {'],
    ['half labels', 'user-agent: '],
    ['hives', 'HKLM\\'],
    ['drives', 'C:\\'],
    ['IBAN starts', 'DE89 '],
    ['base58', 'T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb'],
  ])('one of %s is read within a second, and the hit after it is found', (_name, piece) => {
    const line = piece.repeat(megabyte / piece.length);
    const started = process.cpuUsage().user;
    const hits = shownHits(`${line}\n203.0.113.7 sits here`);
    // Ten times what it takes on a slow machine; a quadratic reader needs minutes.
    expect((process.cpuUsage().user - started) / 1000).toBeLessThan(5000);
    expect(hits.at(-1)).toBe('ipv4 203.0.113.7');
  });

  it('keeps a value of the greatest length and drops a longer one', () => {
    const path = 'a'.repeat(60_000);
    expect(shownHits(`http://parcel-track.top/${path} x`)).toEqual([`url http://parcel-track.top/${path}`]);
    for (const hit of extract(`http://parcel-track.top/${'a'.repeat(70_000)} x`))
      expect(hit.raw.length).toBeLessThanOrEqual(65_536);
  });
});

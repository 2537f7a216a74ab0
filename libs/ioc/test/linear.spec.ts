import fc from 'fast-check';
import { extractCounted } from '../src/extract';
import { readOptions } from '../src/extract-options';

/** The twelve families that hang other extractors, and those this scanner's own readers suggest. */
const FAMILIES: Readonly<Record<string, string>> = {
  labels: 'a.',
  octets: '1.',
  colons: ':',
  ats: '@a',
  schemes: 'http://',
  marks: '[.]',
  hexadecimal: 'deadbeef',
  brackets: '(',
  backslashes: '\\',
  'one long label': 'a',
  'one long path': '/a',
  'zero-width characters': '\u200B',
  'scheme and host': 'http://a.com/',
  'bad host': 'http://-a.com/',
  'encoded URLs': 'http%3A%2F%2Fa.com%2F',
  'percent signs': '%3A%2F%2F',
  'nested brackets': '[[[.]]]',
  'hexadecimal pairs': 'a:',
  'double colons': 'a::',
  rules: 'rule a {',
  'user agents': 'User-Agent: ',
  drives: 'C:\\a ',
  'spaced folders': 'C:\\A B ',
  keys: 'HKLM\\A ',
  variables: '%a',
  'unix paths': ' /tmp/a',
  requests: 'GET /a',
  ibans: 'GB82 WEST ',
  ssdeep: '3:aaaaaaaa:',
  base58: '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2',
  'spaced dots': '1 . ',
  commas: '1,2,3,4 ',
  'angle URLs': '<http://a',
  entities: '&#46;',
  escapes: '\\u002e',
  'quoted-printable': '=2E',
  'soft breaks': '=\n',
  'mail addresses': 'a@a.com',
  emails: 'a+a@',
  'unspaced script': '访.问',
  'url lists': 'http://a.com/a,',
  onion: `${'a'.repeat(56)}.onion`,
  quotes: '"\'',
  surrogates: '\ud800',
};

const options = readOptions({ includeAmbiguous: true, includePrivate: true, derived: true });

function steps(text: string): number {
  return extractCounted(text, options).steps;
}

const UNITS = 40_000;

describe('work grows with the text and with nothing else', () => {
  it.each(Object.entries(FAMILIES))('%s', (_name, unit) => {
    const text = unit.repeat(Math.ceil(UNITS / unit.length));
    const once = steps(text);
    expect(steps(text + text)).toBeLessThanOrEqual(2.1 * once);
    // A linear scan that read every unit hundreds of times would pass the ratio.
    expect(once).toBeLessThanOrEqual(80 * text.length);
  });

  it.each([
    'schemes',
    'scheme and host',
    'bad host',
    'encoded URLs',
    'url lists',
    'rules',
    'one long path',
    'one long label',
    'hexadecimal pairs',
  ])('%s, in a run far longer than any hit', (name) => {
    const unit = FAMILIES[name] ?? '';
    const text = unit.repeat(Math.ceil(200_000 / unit.length));
    const once = steps(text);
    expect(once).toBeLessThanOrEqual(40 * text.length);
    expect(steps(text + text)).toBeLessThanOrEqual(2.1 * once);
  });

  it('whatever fragments are repeated', () => {
    const fragments = fc.constantFrom(
      ...Object.values(FAMILIES),
      ' ',
      '\n',
      '/',
      '?u=',
      '&',
      '.com',
      '@',
      '-',
      '_',
      '}',
      ']',
      ')',
    );
    fc.assert(
      fc.property(fc.array(fragments, { minLength: 1, maxLength: 6 }), (parts) => {
        const unit = parts.join('');
        const text = unit.repeat(Math.ceil(6_000 / unit.length));
        expect(steps(text + text)).toBeLessThanOrEqual(2.1 * steps(text) + 2_000);
      }),
      { numRuns: 60 },
    );
  });
});

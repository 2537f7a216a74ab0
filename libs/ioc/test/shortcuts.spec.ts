import fc from 'fast-check';
import { classify } from '../src/index';
import type { Hit } from '../src/index';
import { Normaliser } from '../src/refang/normaliser';
import { refangValue } from '../src/refang/refang-value';
import { ScanSink } from '../src/scan/scan-sink';
import type { SinkOptions } from '../src/scan/scan-sink';
import { Scanner } from '../src/scan/scanner';

/** What shortcuts pass over and what looks like it, marks and escapes of every kind, and their neighbours. */
const PIECES = [
  ...[
    '1',
    '12',
    '1234',
    '10:20:30',
    '08:00:05.281',
    '0:',
    '1.2',
    '1.2.3',
    '8.8.8.8',
    '10.1.2.3',
    '10.1.2.3/51822',
    '10.1.2.3/24',
    'version ',
    'user agent: x',
    'userAgentStringOfTheBrowser',
    'rHb9CJAWyBrjzVRWndDkukGbwdtyTh',
    '8,8,8,8',
    '1234.5678.9012',
    ':443',
  ],
  ...['2001:db8::1', 'fe80::', 'a:', 'aa:bb:cc:dd:ee:ff', '::', '[::1]:80', '[2001:db8::1]:443', '[12345:', '[1]:'],
  ...['3:abcdefg:hijklmn', '96:abcdef:gh', 'deadbeef', '44d88612fea8a8f36de82e1278abb02f', 'T1059.001', 'AS15169'],
  ...['.', '..', ' . ', ' .', '.]', '[.]', '(dot)', '[', '(', '<', '{', ']', ')', '>', '}', '\\[.\\]', '(1)', '>\\'],
  ...[
    'h(tt)p',
    'hxxp',
    'http',
    'h[tt]p',
    'hxxps:/',
    '://',
    '[://]',
    '[:]//',
    '[/]',
    ':\\\\',
    '\\',
    '\\\\',
    '\\/',
    '\\.',
  ],
  ...['\\u002e', '&#46;', '&amp;', '&nbsp;', '&', '=', '=2E', '=3D"', '=\r\n', '=40', '%3A%2F%2F', '%2F', '%0A', '%'],
  ...['evil', 'com', '.com', '@', '@[', 'user@', '[@]', '[at]', '<http://a.com/x\n', '\n', '\r\n', '\t', ' ', '-', '_'],
  ...[
    '/',
    '/tmp/x',
    'C:\\a.exe',
    'CORP\\\\u',
    'HKLM\\A',
    '$env:',
    'é',
    '\u200b',
    '。',
    '．com',
    '访问',
    ',',
    '"',
    "'",
    ';',
  ],
];

const EVERYTHING = { types: null, includePrivate: true, includeAmbiguous: true, derived: true };
const USUAL = { types: null, includePrivate: false, includeAmbiguous: false, derived: false };

function read(text: string, options: SinkOptions, hasShortcuts: boolean): { view: string; hits: Hit[] } {
  const normaliser = new Normaliser(hasShortcuts);
  normaliser.append(text);
  normaliser.run(true);
  const { view } = normaliser;
  const sink = new ScanSink(view, options, (start, end) => text.slice(start, end));
  new Scanner(view, sink, hasShortcuts).run(view.length);
  return { view: view.text(0, view.length), hits: sink.take() };
}

it('finds with its shortcuts what it finds without them', () => {
  const texts = fc.array(fc.constantFrom(...PIECES), { maxLength: 16 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      for (const options of [EVERYTHING, USUAL]) {
        expect(read(text, options, true)).toEqual(read(text, options, false));
      }
    }),
    { numRuns: 4_000 },
  );
});

it('refangs a value at a glance as it would by reading it', () => {
  const plain = [
    'http://',
    'https://',
    'HTTP://',
    'hxxp',
    'http',
    'evil',
    '.',
    '..',
    '/',
    '//',
    '-',
    '_',
    '@',
    '1',
    '~',
    '#',
  ];
  const texts = fc.array(fc.constantFrom(...plain, ...PIECES), { maxLength: 5 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      expect(refangValue(text)).toBe(read(text, USUAL, false).view.trim());
    }),
    { numRuns: 4_000 },
  );
});

it('tells an address at a glance from what only looks like one', () => {
  expect(classify('8.8.8.8')).toEqual({ ok: true, type: 'ipv4', value: '8.8.8.8', flags: [] });
  expect(classify(' "10.0.0.1" ')).toEqual({ ok: true, type: 'ipv4', value: '10.0.0.1', flags: ['private'] });
  expect(classify('8.8.8')).toMatchObject({ ok: false });
  expect(classify('8.8.8.08')).toMatchObject({ ok: false, reason: 'leading_zero' });
});

import fc from 'fast-check';
import { createExtractStream, extract, ExtractOptionsError, extractFrom, extractGrouped } from '../src/index';
import { Extraction } from '../src/extraction';
import { readOptions } from '../src/extract-options';
import type { Hit } from '../src/index';

const options = { includeAmbiguous: true, includePrivate: true, derived: true };

/** About 400,000 units of everything, long words and long URLs included. */
function longText(seed: number): string {
  let state = seed;
  const next = (limit: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * limit);
  };
  const words = [
    ...[
      'hxxp://evil[.]com/a',
      '8.8.8.8',
      'evil (dot) com',
      'user[at]evil[.]com',
      'C:\\Program Files\\A B\\c.exe',
      'GB82 WEST 1234 5698 7654 32',
    ],
    ...[
      '44d88612fea8a8f36de82e1278abb02f',
      'rule a { strings: $a = "evil.net" condition: $a }',
      'User-Agent: Mozilla/5.0 (X11)',
      'the',
      '\n',
      '\r\n',
    ],
    ...[
      'http://a.com/?u=http%3A%2F%2Fevil.com%2Fx',
      '访问evil.com下载',
      '\u200B',
      '<a href=3D"http://evil.com/lo=\r\nng">',
      'version 1.2.3.4',
    ],
    ...[
      'imphash:',
      '8.8.8.1 - 8.8.8.9',
      '1.1.1 . 1',
      '&#46;',
      '[',
      'HKLM\\Software\\Evil',
      '/tmp/x',
      'GET /a.php?l=b.cab',
    ],
    `http://evil.com/${'p'.repeat(30_000)}`,
    'z'.repeat(9_000),
    'f'.repeat(64),
  ];
  const parts: string[] = [];
  for (let length = 0; length < 400_000;) {
    const word = words[next(words.length)] ?? '';
    parts.push(word, next(4) === 0 ? '\n' : ' ');
    length += word.length + 1;
  }
  return parts.join('');
}

function inPieces(text: string, sizes: readonly number[]): Hit[] {
  const extraction = new Extraction(readOptions(options));
  const hits: Hit[] = [];
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    hits.push(...extraction.push(text.slice(at, at + size)));
    at += size;
  }
  return [...hits, ...extraction.finish()];
}

describe('a text in pieces', () => {
  it('gives the hits of the whole text, wherever the pieces end', () => {
    const texts = [1, 2, 3].map(longText);
    const sizes = fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...texts), sizes, (text, pieces) => {
        fc.pre(pieces.reduce((sum, size) => sum + size, 0) / pieces.length > 500);
        expect(inPieces(text, pieces)).toEqual(inPieces(text, [text.length]));
      }),
      { numRuns: 15 },
    );
  });

  it('keeps a URL of nearly 64 KiB whole', () => {
    const url = `http://evil.com/${'a'.repeat(65_000)}`;
    const text = `${'x '.repeat(60_000)}${url} end`;
    // Lengths first: a failure must not print the text.
    const hits = inPieces(text, [1_000]).filter((hit) => hit.type === 'url');
    expect(hits.map((hit) => hit.value.length)).toEqual([url.length]);
    expect(hits[0]?.value === url).toBe(true);
    expect(extract(`http://evil.com/${'a'.repeat(70_000)} end`).filter((hit) => hit.type === 'url')).toHaveLength(0);
  });

  it('comes out of iterables and asynchronous sources alike', async () => {
    const hits: string[] = [];
    for await (const hit of extractFrom(['see evil', '[.]c', 'om and 8.8', '.8.8'])) hits.push(hit.value);
    expect(hits).toEqual(['evil.com', '8.8.8.8']);
  });

  it('reports each value once on request, over all pieces', () => {
    const stream = createExtractStream({ deduplicate: true });
    const text = 'evil.com '.repeat(20_000);
    const hits = [...stream.push(text), ...stream.push(text), ...stream.finish()];
    expect(hits).toHaveLength(1);
    expect(hits[0]).toMatchObject({ start: 0, end: 8 });
  });
});

describe('options', () => {
  it('restricts hits to types', () => {
    expect(extract('evil.com 8.8.8.8 a@evil.com', { types: ['ipv4', 'email'] }).map((hit) => hit.type)).toEqual([
      'ipv4',
      'email',
    ]);
  });

  it.each([
    [{ typs: [] }, 'typs'],
    [{ types: 'domain' }, 'types'],
    [{ types: ['dns'] }, 'types'],
    [{ includePrivate: 'yes' }, 'includePrivate'],
    [null, 'options'],
    [7, 'options'],
  ])('refuses %j naming %s', (given, option) => {
    const call = (): unknown => extract('', given as unknown as undefined);
    expect(call).toThrow(ExtractOptionsError);
    expect(call).toThrow(expect.objectContaining({ option }) as Error);
  });
});

describe('the public API’s grouping', () => {
  it('answers the example exactly', () => {
    expect(extractGrouped('contacted 1.2.3.4 and evil.com')).toEqual({ ip: ['1.2.3.4'], domain: ['evil.com'] });
  });

  it('keeps the order of first appearance and leaves private addresses out', () => {
    const text =
      'b.com a.com 10.0.0.1 b[.]com http://192.168.1.1/a 8.8.8.8:53 2001:4860:4860::8888 44d88612fea8a8f36de82e1278abb02f x@a.com';
    expect(extractGrouped(text)).toEqual({
      domain: ['b.com', 'a.com'],
      ip: ['8.8.8.8', '2001:4860:4860::8888'],
      hash: ['44d88612fea8a8f36de82e1278abb02f'],
      email: ['x@a.com'],
    });
    expect(extractGrouped('nothing here')).toEqual({});
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asvsPage } from './asvs-page';
import { parseMapping } from './mapping';
import { testTitles, titlesOf } from './test-titles';

const root = join(__dirname, '../../..');

const spec = `
describe('doors', () => {
  it('are locked', () => undefined);
  it.each([1, 2])('have %s keys', (keys) => keys);
  withCorpora('in the rain', () => { test('stay dry', async () => { await nothing('at all'); }); });
});
describe('windows', () => { it('are locked', () => undefined); });`;

const mappingOf = (...tests: string[]) =>
  parseMapping(JSON.stringify([{ chapter: 'V1', requirements: [{ id: '1.1.1', wants: 'a | b', tests }] }]));

describe('titles of a spec', () => {
  it('are those of tests and groups, each after the groups that it is in', () => {
    expect(titlesOf('a.spec.ts', spec).map(({ path }) => path.join(' > '))).toEqual([
      'doors',
      'doors > are locked',
      'doors > have %s keys',
      'doors > in the rain',
      'doors > in the rain > stay dry',
      'windows',
      'windows > are locked',
    ]);
  });
});

describe('the ASVS page', () => {
  it('links each requirement to the spec that shows it', () => {
    const page = asvsPage(mappingOf('have %s keys', 'doors > are locked'), titlesOf('libs/a.spec.ts', spec));
    expect(page).toContain(
      '| 1.1.1 | a \\| b | “have %s keys” ([spec](../../libs/a.spec.ts))<br>“doors > are locked” (',
    );
    expect(page).toContain('Of 1 requirements, tests show 1; 0 are open; 0 do not apply.');
  });

  it('is refused for a test that does not exist, and for a title in two specs', () => {
    const titles = [...titlesOf('a.spec.ts', spec), ...titlesOf('b.spec.ts', spec)];
    expect(() => asvsPage(mappingOf('are open'), titles)).toThrow('1.1.1: there is no test “are open”');
    expect(() => asvsPage(mappingOf('are locked'), titles)).toThrow('is in a.spec.ts, b.spec.ts');
  });

  it('can be made of the mapping and the tests of this project', () => {
    const mapping = parseMapping(readFileSync(join(root, 'scripts/docs/asvs/asvs.yaml'), 'utf8'));
    expect(asvsPage(mapping, testTitles(root, ['apps', 'libs', 'scripts']))).toContain('## V9 ');
  });
});

describe('the mapping', () => {
  it.each([
    ['a requirement with nothing', [{ id: '1.1.1', wants: 'x' }]],
    ['a requirement with two kinds of evidence', [{ id: '1.1.1', wants: 'x', open: 'y', tests: ['z'] }]],
    ['an id that is none', [{ id: '1.1', wants: 'x', open: 'y' }]],
    ['an id twice', Array(2).fill({ id: '1.1.1', wants: 'x', open: 'y' })],
  ])('refuses %s', (_what, requirements) => {
    expect(() => parseMapping(JSON.stringify([{ chapter: 'V1', requirements }]))).toThrow();
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../../..');

/** Ways by which text becomes code, or a value of a type that the text chooses. With one line that is caught. */
const ways: readonly (readonly [name: string, form: RegExp, example: string])[] = [
  ['eval', /\beval\s*\(/, 'eval(text)'],
  ['the constructor of functions', /\bnew Function\b|[^.\w]Function\s*\(/, 'new Function(text)'],
  ['a virtual machine', /['"](?:node:)?vm['"]/, `import vm from 'node:vm'`],
  ['the serialisation of V8', /['"](?:node:)?v8['"]/, `import { deserialize } from 'v8'`],
  ['a timer with a text', /\bset(?:Timeout|Interval|Immediate)\s*\(\s*['"`]/, `setTimeout('x', 1)`],
  ['a YAML library that makes types', /['"]js-yaml['"]/, `require('js-yaml')`],
  ['a template engine', /['"](?:ejs|handlebars|mustache|nunjucks|pug)['"]/, `import ejs from 'ejs'`],
];

/** Tests of the whole installation and what they are made of: no part of the product. */
const testsAlone = /^(?:libs\/testing|apps\/[a-z-]+-e2e)\//;

const sources = ['apps', 'libs']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((file) => file.endsWith('.ts') && !file.endsWith('spec.ts') && !testsAlone.test(file));

describe('A17 nothing in the product evaluates what it is given', () => {
  it('is looked for in every source', () => {
    expect(sources.length).toBeGreaterThan(500);
  });

  it.each(ways)('by %s', (_name, form, example) => {
    expect(form.test(example)).toBe(true);
    expect(sources.filter((file) => form.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import * as library from '../src/index';

const source = join(__dirname, '../src');

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

interface Example {
  readonly call: string;
  readonly answer: string;
}

/** `@example call // answer`, the answer in JavaScript; `…` in it stands for what the example leaves out. */
function examplesIn(text: string): Example[] {
  return Array.from(text.matchAll(/@example (.+)/gu), ([, line = '']) => {
    const [call = '', answer = ''] = line.split(' // ');
    return { call, answer: answer.replace(/(['\]}])[^'\]}]*$/u, '$1') };
  });
}

const examples = filesBelow(source).flatMap((file) => examplesIn(readFileSync(file, 'utf8')));

const runnable = examples.filter(({ answer }) => answer !== '' && /^['[{\dtfn]/u.test(answer));

function evaluate(code: string): unknown {
  const answer: unknown = runInContext(`JSON.stringify(${code})`, createContext({ ...library, URL }));
  return typeof answer === 'string' ? JSON.parse(answer) : undefined;
}

describe('examples in doc comments', () => {
  it('exist for the functions that others call', () => {
    for (const name of [
      'classify',
      'canonicalise',
      'canonicaliseIoc',
      'defang',
      'refang',
      'extract',
      'extractGrouped',
      'ipScope',
    ]) {
      expect(runnable.some(({ call }) => call.startsWith(`${name}(`))).toBe(true);
    }
  });

  it.each(runnable)('$call is $answer', ({ call, answer }) => {
    const actual = evaluate(call);
    if (answer.includes('…')) expect(actual).toMatchObject(evaluate(`(${answer.replace(/,? …/u, '')})`) as object);
    else expect(actual).toEqual(evaluate(`(${answer})`));
  });
});

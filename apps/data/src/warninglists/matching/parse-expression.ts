import type { Instruction, Test } from './regular-expression';
import { LinearExpression } from './regular-expression';

/** Instructions of one pattern; beyond it, repetitions of repetitions are meant to hurt. */
const mostInstructions = 5_000;
const longestPattern = 1_000;

/** What a pattern is made of that is not done in linear time, or not at all. */
export class ExpressionRefused extends Error {}

/**
 * A pattern as MISP writes it: `/…/i`, or bare. Literals, `.`, classes, `\d \w \s`, groups, alternatives, `* + ? {n,m}`
 * (lazy or not: only whether it matches is asked), `^` and `$`.
 * @throws ExpressionRefused with the reason
 */
export function parseExpression(text: string): LinearExpression {
  const delimited = /^\/(.*)\/([a-z]*)$/s.exec(text);
  const pattern = delimited?.[1] ?? text;
  const flags = delimited?.[2] ?? '';
  if (pattern.length > longestPattern) throw new ExpressionRefused(`longer than ${longestPattern} characters`);
  const instructions = new Parser(pattern, flags.includes('i')).parse();
  return new LinearExpression([...instructions, { kind: 'match' }]);
}

const digit: Test = (code) => code >= 48 && code <= 57;
const word: Test = (code) => digit(code) || code === 95 || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
const space: Test = (code) => code === 32 || (code >= 9 && code <= 13) || code === 160;
const not =
  (test: Test): Test =>
  (code) =>
    !test(code);

const classes: Readonly<Record<string, Test>> = {
  d: digit,
  w: word,
  s: space,
  D: not(digit),
  W: not(word),
  S: not(space),
};
const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11 };

/** Parts of a program: places inside are relative to their own beginning. */
type Program = readonly Instruction[];

class Parser {
  private at = 0;

  constructor(
    private readonly pattern: string,
    private readonly ignoresCase: boolean,
  ) {}

  parse(): Program {
    const program = this.alternatives();
    if (this.at < this.pattern.length) throw new ExpressionRefused('an unmatched parenthesis');
    return program;
  }

  private alternatives(): Program {
    const branches = [this.sequence()];
    while (this.take('|')) branches.push(this.sequence());
    return branches.reduceRight((rest, branch) => either(branch, rest));
  }

  private sequence(): Program {
    let program: Program = [];
    while (this.at < this.pattern.length && !this.isNext('|') && !this.isNext(')')) {
      program = joined(program, this.repeated());
    }
    return program;
  }

  private repeated(): Program {
    const once = this.single();
    const [least, most] = this.quantifier();
    if (least === 1 && most === 1) return once;
    let program: Program = [];
    for (let count = 0; count < least; count += 1) program = joined(program, once);
    if (most === Infinity) return joined(program, any(once));
    let optional: Program = [];
    for (let count = least; count < most; count += 1) optional = either(joined(once, optional), []);
    return joined(program, optional);
  }

  private quantifier(): readonly [number, number] {
    const found = /^(?:[*+?]|\{(\d{1,3})(,(\d{0,3}))?\})/.exec(this.pattern.slice(this.at));
    if (found === null) return [1, 1];
    this.at += found[0].length;
    this.take('?'); // lazy: matches just the same
    if (/^[*+?{]/.test(this.pattern.slice(this.at))) throw new ExpressionRefused('a repetition of a repetition sign');
    switch (found[0]) {
      case '*':
        return [0, Infinity];
      case '+':
        return [1, Infinity];
      case '?':
        return [0, 1];
      default: {
        const least = Number(found[1]);
        if (found[2] === undefined) return [least, least];
        return [least, found[3] === '' ? Infinity : Number(found[3])];
      }
    }
  }

  private single(): Program {
    const character = this.pattern[this.at] ?? '';
    this.at += 1;
    switch (character) {
      case '(':
        return this.group();
      case '[':
        return [unit(this.characterClass())];
      case '.':
        return [unit((code) => code !== 10 && code !== 13)];
      case '^':
        return [{ kind: 'start' }];
      case '$':
        return [{ kind: 'end' }];
      case '\\':
        return [unit(this.escaped())];
      case '*':
      case '+':
      case '?':
        throw new ExpressionRefused('a repetition of nothing');
      default:
        return [unit(this.literal(character.charCodeAt(0)))];
    }
  }

  private group(): Program {
    if (this.take('?') && !this.take(':')) throw new ExpressionRefused('looking around, or a named group');
    const program = this.alternatives();
    if (!this.take(')')) throw new ExpressionRefused('an unmatched parenthesis');
    return program;
  }

  private escaped(): Test {
    const character = this.pattern[this.at] ?? '';
    this.at += 1;
    const known = classes[character];
    if (known !== undefined) return known;
    if (/[1-9kbBpPux]/.test(character)) throw new ExpressionRefused(`\\${character}`);
    if (character === '') throw new ExpressionRefused('a backslash at its end');
    return this.literal(controls[character] ?? character.charCodeAt(0));
  }

  private characterClass(): Test {
    const isNegated = this.take('^');
    const tests: Test[] = [];
    for (let isFirst = true; isFirst || !this.isNext(']'); isFirst = false) {
      if (this.at >= this.pattern.length) throw new ExpressionRefused('an unmatched bracket');
      tests.push(this.classMember());
    }
    this.at += 1;
    const test: Test = (code) => tests.some((each) => each(code));
    return isNegated ? not(test) : test;
  }

  private classMember(): Test {
    const from = this.classCharacter();
    if (typeof from === 'function') return from;
    if (!this.isNext('-') || this.pattern[this.at + 1] === ']') return this.literal(from);
    this.at += 1;
    const to = this.classCharacter();
    if (typeof to === 'function' || to < from) throw new ExpressionRefused('a range of characters that is none');
    const test: Test = (code) => code >= from && code <= to;
    return this.ignoresCase ? (code) => test(lower(code)) || test(upper(code)) : test;
  }

  private classCharacter(): number | Test {
    const character = this.pattern[this.at] ?? '';
    this.at += 1;
    if (character !== '\\') return character.charCodeAt(0);
    const escaped = this.pattern[this.at] ?? '';
    this.at += 1;
    return classes[escaped] ?? controls[escaped] ?? escaped.charCodeAt(0);
  }

  private literal(wanted: number): Test {
    if (!this.ignoresCase) return (code) => code === wanted;
    const folded = lower(wanted);
    return (code) => lower(code) === folded;
  }

  private isNext(character: string): boolean {
    return this.pattern[this.at] === character;
  }

  private take(character: string): boolean {
    const isThere = this.isNext(character);
    if (isThere) this.at += 1;
    return isThere;
  }
}

function lower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

function upper(code: number): number {
  return code >= 97 && code <= 122 ? code - 32 : code;
}

function unit(test: Test): Instruction {
  return { kind: 'unit', test };
}

function joined(first: Program, second: Program): Program {
  const program = [...first, ...moved(second, first.length)];
  if (program.length > mostInstructions) throw new ExpressionRefused('too many repetitions');
  return program;
}

/** One or the other: fork, the first, a jump over the second, the second. */
function either(first: Program, second: Program): Program {
  const end = first.length + 2 + second.length;
  return [
    { kind: 'fork', to: [1, first.length + 2] },
    ...moved(first, 1),
    { kind: 'fork', to: [end] },
    ...moved(second, first.length + 2),
  ];
}

/** As often as it comes, also never. */
function any(program: Program): Program {
  return [{ kind: 'fork', to: [1, program.length + 2] }, ...moved(program, 1), { kind: 'fork', to: [0] }];
}

function moved(program: Program, by: number): Program {
  return program.map((each) =>
    each.kind === 'fork' ? { kind: 'fork', to: each.to.map((place) => place + by) } : each,
  );
}

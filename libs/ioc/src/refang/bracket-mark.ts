import { isAlnum } from '../chars';

/** A bracketed piece such as `[.]`, `(dot)`, `[://]`, `{at}` as found in the source. */
export interface BracketMark {
  /** What stands between the brackets, lower case, without spaces around it. */
  readonly body: string;
  /** Source offset after the last closing bracket. */
  readonly end: number;
  /** Exactly `[` body `]`. */
  readonly isExact: boolean;
  readonly isClosed: boolean;
  readonly opener: number;
}

const MAX_BRACKETS = 3;
const MAX_BODY_LENGTH = 10;

function isCloser(code: number): boolean {
  return code === 93 || code === 41 || code === 125 || code === 62;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 0xa0;
}

/** Where a run of units that pass a test ends, at most `limit` further. */
function runEnd(source: string, from: number, limit: number, isPart: (code: number) => boolean): number {
  let at = from;
  while (at - from < limit && isPart(source.charCodeAt(at))) at += 1;
  return at;
}

/** Reads the mark that opens at `at`; undefined when the brackets hold anything longer than a mark. */
export function readBracketMark(source: string, at: number): BracketMark | undefined {
  // One kind of bracket only: in `a([.]b` the round one is the author's.
  const opener = source.charCodeAt(at);
  const opened = runEnd(source, at, MAX_BRACKETS, (code) => code === opener);
  const bodyStart = runEnd(source, opened, 1, isBlank);
  const bodyEnd = runEnd(source, bodyStart, MAX_BODY_LENGTH + 1, isBodyUnit);
  if (bodyEnd - bodyStart > MAX_BODY_LENGTH || bodyEnd === bodyStart) return undefined;
  const isSpaced = isBlank(source.charCodeAt(bodyEnd)) && isCloser(source.charCodeAt(bodyEnd + 1));
  const closers = isSpaced ? bodyEnd + 1 : bodyEnd;
  const end = runEnd(source, closers, opened - at, isCloser);
  const body = source.slice(bodyStart, bodyEnd).toLowerCase();
  const isExact = opener === 91 && end - at === body.length + 2 && source.charCodeAt(end - 1) === 93;
  return { body, end, isClosed: end > closers, opener, isExact };
}

/** Letters, digits and the separators that authors put in brackets. */
function isBodyUnit(code: number): boolean {
  return isAlnum(code) || code === 46 || code === 64 || code === 58 || code === 47 || code === 92 || code === 44;
}

export type Meaning = '.' | '@' | ':' | '/' | '://' | '//';

const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ...['.', ',', 'dot', 'd0t', 'punkt', 'punto'].map((body) => [body, '.'] as const),
  ...['@', 'at'].map((body) => [body, '@'] as const),
  [':', ':'],
  ['/', '/'],
  ['//', '//'],
  ...['://', ':\\\\', ':/'].map((body) => [body, '://'] as const),
]);

/** What a bracketed word stands for. */
export function meaningOf(body: string): Meaning | undefined {
  return MEANINGS.get(body);
}

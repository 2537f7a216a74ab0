import { isAlnum, isDigit } from '../chars';

/** The first unit of the pair may start a mark. */
const FIRST = 1;
/** The second unit may, because of what stands before it. */
const SECOND = 2;

const OPENERS = '([{<';
const INERT_AFTER_OPENER = '"$\'-_';

/**
 * Which two ASCII units next to each other can begin a mark, by the first one times 128 plus the second: a wide sieve
 * that lets one unit in some hundred through to {@link isInert}. It holds for text whose line breaks, closing brackets
 * and equals signs mean nothing special.
 */
const PAIRS = buildPairs();

function buildPairs(): Uint8Array {
  const table = new Uint8Array(128 * 128);
  for (let first = 0; first < 128; first++) {
    for (let second = 0; second < 128; second++) table[first * 128 + second] = pairKind(first, second);
  }
  return table;
}

function pairKind(first: number, second: number): number {
  const [left, right] = [String.fromCharCode(first), String.fromCharCode(second)];
  if (mayStart(left, right)) return FIRST;
  const isLed = (left === ' ' && right === '.') || ('hH@'.includes(left) && OPENERS.includes(right));
  return isLed ? SECOND : 0;
}

function mayStart(left: string, right: string): boolean {
  switch (left) {
    case '.':
      return right === ']';
    case ',':
      return isDigit(right.charCodeAt(0));
    case ':':
      return '/\\['.includes(right);
    case '=':
      return '234\r\n'.includes(right);
    case '\\':
      return '/._unrt['.includes(right);
    case '&':
      return right === '#' || isAlnum(right.charCodeAt(0));
    case '%':
      return '0234'.includes(right);
    default:
      return OPENERS.includes(left) && !INERT_AFTER_OPENER.includes(right);
  }
}

/** The next unit before `end` that a mark may start with, `end` when there is none. Reads the unit at `end` too. */
export function nextPair(chars: Uint16Array, from: number, end: number): number {
  let first = chars[from] ?? 0;
  const before = from > 0 ? (chars[from - 1] ?? 0) : 0;
  if (from < end && PAIRS[((before & 127) << 7) | first] === SECOND) return from;
  for (let at = from; at < end; at++) {
    const second = chars[at + 1] ?? 0;
    const kind = PAIRS[(first << 7) | second] ?? 0;
    if (kind !== 0) return kind === FIRST ? at : at + 1;
    first = second;
  }
  return Math.max(from, end);
}

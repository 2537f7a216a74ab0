import { asciiSet, isAlnum, isDigit, isIn } from '../chars';

/**
 * Answers for the punctuation that marks are made of where its neighbours show that it is none: in ordinary text nearly
 * all of it; in quoted-printable text the equals sign is not asked for here. May say no to a unit that turns out to stand for itself, never yes to one that does not. The two units
 * after `at` must be known.
 */
export function isInert(chars: Uint16Array, at: number): boolean {
  return isInertBetween(chars, at, chars[at + 1] ?? 0);
}

function isInertBetween(chars: Uint16Array, at: number, next: number): boolean {
  switch (chars[at]) {
    case 46:
      return next !== 93 && unitBefore(chars, at) !== 32;
    case 44:
      return !isDigit(next) || !isDigit(unitBefore(chars, at));
    case 58:
      return isInertColon(chars, at, next);
    case 61:
      return isInertEquals(chars, at, next);
    case 92:
      return !isIn(ESCAPES, next);
    case 38:
      return !isAlnum(next) && next !== 35;
    default:
      return isInertOpener(chars, at, next);
  }
}

function unitBefore(chars: Uint16Array, at: number): number {
  return at > 0 ? (chars[at - 1] ?? 0) : 0;
}

/** What a backslash makes another character of. */
const ESCAPES = asciiSet('/._unrt[');

/** A scheme goes on with two slashes of either kind or a bracket. */
function isInertColon(chars: Uint16Array, at: number, next: number): boolean {
  // `hxxps:/evil.com`: one slash is enough after a disguise.
  if (next === 47) return chars[at + 2] !== 47 && !endsDisguise(chars, at);
  return next !== 92 && next !== 91;
}

/** Is there an `xp` or an `xps` before the colon? */
function endsDisguise(chars: Uint16Array, at: number): boolean {
  const end = (unitBefore(chars, at) | 32) === 115 ? at - 1 : at;
  return (unitBefore(chars, end) | 32) === 112 && (unitBefore(chars, end - 1) | 32) === 120;
}

/** Quoted-printable: the separators of an address, `=3D` that gives such text away, and a line break after the sign. */
function isInertEquals(chars: Uint16Array, at: number, next: number): boolean {
  const second = chars[at + 2] ?? 0;
  switch (next) {
    case 50: // 2E, 2F
      return second !== 69 && second !== 70;
    case 51: // 3A, 3D
      return second !== 65 && second !== 68;
    case 52: // 40
      return second !== 48;
    default:
      return next !== 10 && next !== 13;
  }
}

const OPENERS = asciiSet('([{<');
/** How the words start that brackets are put around: dot, punkt, at, the schemes and what is cut out of them. */
const MARK_STARTS = new Set(
  'do d0 pu at ht hx hz hy hp h_ nx me ft fx sf tx tc tt'
    .split(' ')
    .map((pair) => pairOf(pair.charCodeAt(0), pair.charCodeAt(1))),
);

/** Two ASCII units in one number, letters in lower case. */
function pairOf(first: number, second: number): number {
  return (first | 32) * 128 + (isDigit(second) || second === 95 ? second : second | 32);
}

/** Symbols that no mark starts with. */
const PLAIN_SYMBOLS = asciiSet('"$\'-_');

function isInertOpener(chars: Uint16Array, at: number, next: number): boolean {
  const before = unitBefore(chars, at);
  // `h(tt)p` and `user@[evil.com]`.
  if (!isIn(OPENERS, chars[at] ?? 0) || (before | 32) === 104 || before === 64) return false;
  if (isAlnum(next)) return isInertWord(next, chars[at + 2] ?? 0);
  return next === 47 ? isAlnum(chars[at + 2] ?? 0) : isIn(PLAIN_SYMBOLS, next);
}

/** No mark starts with a digit; a word of one letter is left to the reader: `http[s]`. */
function isInertWord(first: number, second: number): boolean {
  return isDigit(first) || ((isAlnum(second) || second === 95) && !MARK_STARTS.has(pairOf(first, second)));
}

import { classOf, DIGIT, HEX, isAlnum, isDigit, WORD } from '../chars';

/** Letters, digits, hyphen, underscore: what goes on with a word. */
export const PART = 1;
export const DIGITS = 2;
export const HEXES = 4;
/** Letters, digits, underscore: what starts a word. */
export const START = 8;
/** May start something by itself, or is outside ASCII and must be looked at. */
export const SPECIAL = 16;
/** No label starts with it. */
export const NO_LABEL = 32;
/** Ends a word and says nothing about it. */
export const END = 64;

/** First unit outside ASCII that a label may hold. */
const FIRST_WIDE = 0xaa;

/** What each UTF-16 unit can be to a reader that passes over ordinary text. */
export const KINDS = buildKinds();

function buildKinds(): Uint8Array {
  const table = new Uint8Array(65_536).fill(SPECIAL, FIRST_WIDE);
  for (let code = 0; code < FIRST_WIDE; code++) table[code] = kindOf(code);
  return table;
}

function kindOf(code: number): number {
  const bits = classOf(code);
  if ((bits & WORD) !== 0) {
    const isStart = isAlnum(code) || code === 95;
    return PART | (isStart ? START : 0) | ((bits & DIGIT) === 0 ? 0 : DIGITS) | ((bits & HEX) === 0 ? 0 : HEXES);
  }
  const character = String.fromCharCode(code);
  return NO_LABEL | ('/\\%~:['.includes(character) ? SPECIAL : 0) | ('.:@\\'.includes(character) ? 0 : END);
}

/** `<HKCU>\Software`, `setup(1).exe`: the symbol belongs to a name that the word before it begins. */
export function opensName(code: number, next: number): boolean {
  return code === 62 ? next === 92 : code === 40 && isDigit(next);
}

/** Does the unit after a number, with the one behind it, leave it a mere number? */
export function endsNumber(code: number, next: number): boolean {
  if (code === 46) return ((KINDS[next] ?? 0) & NO_LABEL) !== 0;
  return ((KINDS[code] ?? 0) & END) !== 0 && !opensName(code, next);
}

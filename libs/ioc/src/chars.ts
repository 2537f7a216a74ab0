/** Bits of the ASCII class table. One look-up per character replaces chains of comparisons in the scanner's loops. */
export const DIGIT = 1;
export const HEX = 2;
export const UPPER = 4;
export const LOWER = 8;
/** Letters, digits, hyphen, underscore: what a host label or an identifier is made of. */
export const WORD = 16;
/** Characters an unquoted e-mail local part may hold. */
export const LOCAL = 32;
/** Characters that may stand in a URL after its scheme, before its end is trimmed. */
export const URL_CHAR = 64;
const SPACE = 128;
export const BASE58 = 256;
export const ALPHA = UPPER | LOWER;
export const ALNUM = ALPHA | DIGIT;

/** Class bits by ASCII code, for loops that cannot afford a call. */
export const CLASSES = buildClasses();

function buildClasses(): Uint16Array {
  const table = new Uint16Array(128);
  const add = (characters: string, bits: number): void => {
    for (const character of characters) {
      const code = character.charCodeAt(0);
      table[code] = (table[code] ?? 0) | bits;
    }
  };
  const lower = 'abcdefghijklmnopqrstuvwxyz';
  const digits = '0123456789';
  add(digits, DIGIT | HEX | WORD | LOCAL | URL_CHAR);
  add(lower, LOWER | WORD | LOCAL | URL_CHAR);
  add(lower.toUpperCase(), UPPER | WORD | LOCAL | URL_CHAR);
  add('abcdefABCDEF', HEX);
  add('-_', WORD | LOCAL | URL_CHAR);
  add(".!#$%&'*+/=?^`{|}~", LOCAL);
  add(":/?#[]@!$&'()*+,;=.~%|{}^\\", URL_CHAR);
  add(' \t\n\r\f\v', SPACE);
  add('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz', BASE58);
  return table;
}

/** Class bits of an ASCII code, 0 for everything else. */
export function classOf(code: number): number {
  return code < 128 ? (CLASSES[code] ?? 0) : 0;
}

/** A set of ASCII characters as a table of ones. */
export function asciiSet(characters: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

export function isIn(table: Uint8Array, code: number): boolean {
  return code < 128 && table[code] === 1;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isAlnum(code: number): boolean {
  return (classOf(code) & ALNUM) !== 0;
}

export function isHex(code: number): boolean {
  return (classOf(code) & HEX) !== 0;
}

/** Zero-width and direction characters: they hide inside indicators and never belong to one. */
export function isInvisible(code: number): boolean {
  if (code < 0xad) return false;
  if (code === 0xad || code === 0xfeff) return true;
  if (code < 0x200b || code > 0x2069) return false;
  return code <= 0x200f || (code >= 0x202a && code <= 0x202e) || code >= 0x2060;
}

export function isSpace(code: number): boolean {
  if (code <= 32) return (classOf(code) & SPACE) !== 0 || code < 32;
  if (code < 0xa0) return code === 127 || code === 0x85;
  return code === 0xa0 || code === 0x3000 || code === 0x2028 || code === 0x2029 || (code >= 0x2000 && code <= 0x200a);
}

/** Does every unit of `text` carry one of the given class bits? */
export function everyIs(text: string, bits: number, from = 0, to = text.length): boolean {
  for (let index = from; index < to; index++) {
    if ((classOf(text.charCodeAt(index)) & bits) === 0) return false;
  }
  return to > from;
}

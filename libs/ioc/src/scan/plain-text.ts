import { classOf, DIGIT, HEX, isAlnum, isDigit, WORD } from '../chars';

/** Letters, digits, hyphen, underscore: what goes on with a word. */
const PART = 1;
const DIGITS = 2;
const HEXES = 4;
/** Letters, digits, underscore: what starts a word. */
const START = 8;
/** May start something by itself, or is outside ASCII and must be looked at. */
const SPECIAL = 16;
/** No label starts with it. */
const NO_LABEL = 32;
/** Ends a word and says nothing about it. */
const END = 64;

/** First unit outside ASCII that a label may hold. */
const FIRST_WIDE = 0xaa;

/** What each UTF-16 unit can be to a reader that passes over ordinary text. */
const KINDS = buildKinds();

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

/** Longer words are never passed over here: digests, addresses of coins and ids of extensions are such words. */
const MAX_PASSED_LENGTH = 24;

/**
 * Passes over words that no reader takes for anything, and what stands between them; answers the first position that a
 * reader must look at, or `stop`. Reads as far as a sealed view goes.
 */
export function passPlainText(chars: Uint16Array, from: number, stop: number): number {
  let at = from;
  while (at < stop) {
    const kind = KINDS[chars[at] ?? 0] ?? 0;
    if ((kind & START) !== 0) {
      const end = plainWordEnd(chars, at);
      if (end < 0) return at;
      at = end;
    } else if ((kind & SPECIAL) === 0 || isIdle(chars, at)) at += 1;
    else return at;
  }
  return at;
}

/** End of the word that starts at `at`, -1 when it may be more than a word. */
function plainWordEnd(chars: Uint16Array, at: number): number {
  const limit = at + MAX_PASSED_LENGTH;
  let every = HEXES | DIGITS;
  let some = 0;
  let end = at;
  for (; end <= limit; end++) {
    const kind = KINDS[chars[end] ?? 0] ?? 0;
    if ((kind & PART) === 0) break;
    every &= kind;
    some |= kind;
  }
  if (end > limit || !endsPlainly(chars, at, end, every)) return -1;
  const isMore = (some & DIGITS) === 0 ? mayAnnounce(chars, at, end) : mayBeCoded(chars, at, end - at);
  return isMore ? -1 : end;
}

/** Does what follows the word leave it a mere word? */
function endsPlainly(chars: Uint16Array, at: number, end: number, every: number): boolean {
  const code = chars[end] ?? 0;
  const next = chars[end + 1] ?? 0;
  if (((KINDS[code] ?? 0) & END) !== 0) return !opensName(code, next);
  if (code === 46) return ((KINDS[next] ?? 0) & NO_LABEL) !== 0;
  // All hives start with an H.
  if (code === 92) return ((chars[at] ?? 0) | 32) !== 104;
  return code === 58 && next !== 47 && next !== 92 && !mayBeLabel(chars, at, end, every);
}

/** `<HKCU>\Software`, `setup(1).exe`: the symbol belongs to a name that the word begins. */
function opensName(code: number, next: number): boolean {
  return code === 62 ? next === 92 : code === 40 && isDigit(next);
}

/** A word before a colon: a block size, the first group of an address, or `$env`. */
function mayBeLabel(chars: Uint16Array, at: number, end: number, every: number): boolean {
  return mayStartColons(every, end - at) || (at > 0 && chars[at - 1] === 36);
}

/** Before a colon: a block size, or the first group of an address. */
function mayStartColons(every: number, length: number): boolean {
  return (every & DIGITS) !== 0 || ((every & HEXES) !== 0 && length <= 4);
}

/** `asn`, `rule`, `user agent` and its spellings. */
function mayAnnounce(chars: Uint16Array, at: number, end: number): boolean {
  const second = (chars[at + 1] ?? 0) | 32;
  switch ((chars[at] ?? 0) | 32) {
    case 97:
      return second === 115 && end - at === 3;
    case 114:
      return second === 117 && end - at === 4;
    case 117:
      return second === 115;
    default:
      return false;
  }
}

const MAC_LENGTH = 17;
const MIN_IBAN_LENGTH = 15;

/** Ids by their first letters, MAC addresses and IBANs by their length. */
function mayBeCoded(chars: Uint16Array, at: number, length: number): boolean {
  if (length < 3) return false;
  if (length === MAC_LENGTH) return true;
  const first = chars[at] ?? 0;
  if (isDigit(first)) return false;
  if ((length === 4 || length >= MIN_IBAN_LENGTH) && isDigit(chars[at + 2] ?? 0)) return true;
  return startsId(first, (chars[at + 1] ?? 0) | 32, length);
}

function startsId(first: number, second: number, length: number): boolean {
  switch (first | 32) {
    case 97: // as
      return second === 115;
    case 99: // cve, cwe, capec
      return second === 118 || second === 119 || second === 97;
    case 103: // ghsa, G0001
      return second === 104 || isAttackLength(length);
    case 109:
    case 115:
    case 116:
      return isAttackLength(length);
    default:
      return false;
  }
}

function isAttackLength(length: number): boolean {
  return length === 5 || length === 6;
}

/** Neighbours show that the symbol starts nothing. */
function isIdle(chars: Uint16Array, at: number): boolean {
  const next = chars[at + 1] ?? 0;
  switch (chars[at]) {
    case 47:
      return at > 0 && ((KINDS[chars[at - 1] ?? 0] ?? 0) & PART) !== 0;
    case 58:
      return next !== 58;
    case 92:
      return next !== 92;
    case 126:
      return next !== 47;
    case 91:
      return next !== 58 && ((KINDS[next] ?? 0) & HEXES) === 0;
    default:
      return false;
  }
}

import { isAlnum, isDigit } from '../chars';
import type { ScanState } from './scan-state';
import { DIGITS, END, endsNumber, HEXES, KINDS, NO_LABEL, opensName, PART, SPECIAL, START } from './unit-kinds';
import { unwantedQuadEnd } from './unwanted-quad';

/** Longer words with a digit are never passed over here: digests and addresses of coins are such words. */
const MAX_PASSED_LENGTH = 24;
/** Longer words of letters neither: ids of extensions are such words. */
const MAX_LETTERS = 31;

/**
 * Passes over words that no reader takes for anything, and what stands between them; answers the first position that a
 * reader must look at, or `stop`. Reads as far as a sealed view goes.
 */
export function passPlainText(scanner: ScanState, stop: number): number {
  const { chars } = scanner.view;
  const kinds = KINDS;
  let { at } = scanner;
  while (at < stop) {
    const kind = kinds[chars[at] ?? 0] ?? 0;
    if ((kind & START) !== 0) {
      const end = plainWordEnd(scanner, chars, at);
      if (end < 0) return at;
      at = end;
    } else if ((kind & SPECIAL) === 0 || isIdle(chars, at)) at += 1;
    else return at;
  }
  return at;
}

/** End of the word that starts at `at`, -1 when it may be more than a word. */
function plainWordEnd(scanner: ScanState, chars: Uint16Array, at: number): number {
  const kinds = KINDS;
  const limit = at + MAX_LETTERS;
  let every = HEXES | DIGITS;
  let some = 0;
  let end = at;
  for (; end <= limit; end++) {
    const kind = kinds[chars[end] ?? 0] ?? 0;
    if ((kind & PART) === 0) break;
    every &= kind;
    some |= kind;
  }
  if (end > limit || mayBeLongCode(chars, at, end - at, some)) return -1;
  if ((every & DIGITS) !== 0 && chars[end] === 46) return plainNumberEnd(scanner, chars, at, end);
  if (!endsPlainly(scanner, chars, at, end, every)) return -1;
  const isMore = (some & DIGITS) === 0 ? mayAnnounce(chars, at, end) : mayBeCoded(chars, at, end - at);
  return isMore ? -1 : end;
}

/** An address of XRP may happen to hold no digit. */
function mayBeLongCode(chars: Uint16Array, at: number, length: number, some: number): boolean {
  return length > MAX_PASSED_LENGTH && ((some & DIGITS) !== 0 || ((chars[at] ?? 0) | 32) === 114);
}

/** Does what follows the word leave it a mere word? */
function endsPlainly(scanner: ScanState, chars: Uint16Array, at: number, end: number, every: number): boolean {
  const code = chars[end] ?? 0;
  const next = chars[end + 1] ?? 0;
  if (((KINDS[code] ?? 0) & END) !== 0) return !opensName(code, next);
  if (code === 46) return ((KINDS[next] ?? 0) & NO_LABEL) !== 0;
  // All hives start with an H.
  if (code === 92) return ((chars[at] ?? 0) | 32) !== 104;
  return code === 58 && next !== 47 && next !== 92 && !mayBeLabel(scanner, chars, at, end, every);
}

/** A word before a colon: a block size, the first group of an address, or `$env`. */
function mayBeLabel(scanner: ScanState, chars: Uint16Array, at: number, end: number, every: number): boolean {
  return mayStartColons(scanner, chars, end, every, end - at) || (at > 0 && chars[at - 1] === 36);
}

const MAX_GROUP_LENGTH = 4;

/** Before a colon: a block size, or the first group of an address. A clock time is neither. */
function mayStartColons(scanner: ScanState, chars: Uint16Array, colon: number, every: number, length: number): boolean {
  const isGroup = (every & HEXES) !== 0 && length <= MAX_GROUP_LENGTH;
  return ((every & DIGITS) !== 0 && mayBeBlockSize(chars, colon)) || (isGroup && hasManyColons(scanner, chars, colon));
}

/** Shortest first part of an ssdeep hash. */
const MIN_PART_LENGTH = 6;

function mayBeBlockSize(chars: Uint16Array, colon: number): boolean {
  for (let at = colon + 1; at <= colon + MIN_PART_LENGTH; at++) {
    const code = chars[at] ?? 0;
    if (!isAlnum(code) && code !== 43 && code !== 47) return false;
  }
  return true;
}

/** Longest run of digits and colons that is looked through here. */
const MAX_COLON_RUN = 24;
const MAC_COLONS = 5;

/** Two colons in a row, or as many as a MAC address has: a clock time holds fewer. */
function hasManyColons(scanner: ScanState, chars: Uint16Array, colon: number): boolean {
  let count = 0;
  let at = colon;
  for (; at < colon + MAX_COLON_RUN; at++) {
    const code = chars[at] ?? 0;
    if (code === 58) {
      count += 1;
      if (count === MAC_COLONS || chars[at + 1] === 58) return true;
    } else if (code !== 46 && ((KINDS[code] ?? 0) & HEXES) === 0) break;
  }
  scanner.steps += at - colon;
  return at === colon + MAX_COLON_RUN;
}

/** Length of a MAC address in Cisco's spelling. */
const DOTTED_MAC_LENGTH = 14;
const QUAD_DOTS = 3;

/**
 * End of `05.281` and `1.2.3`, numbers with fewer dots than an address, and of an address that nobody asked for; -1 for
 * anything else. `dot` is the first dot.
 */
function plainNumberEnd(scanner: ScanState, chars: Uint16Array, from: number, dot: number): number {
  const limit = from + MAX_PASSED_LENGTH;
  let dots = 1;
  for (let at = dot + 1; at <= limit; at++) {
    const code = chars[at] ?? 0;
    if (isDigit(code)) continue;
    if (chars[at - 1] === 46) return -1;
    if (endsNumber(code, chars[at + 1] ?? 0)) return dots === 2 && at - from === DOTTED_MAC_LENGTH ? -1 : at;
    dots += 1;
    if (code !== 46) return -1;
    if (dots === QUAD_DOTS) return unwantedQuadEnd(scanner, chars, from);
  }
  return -1;
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
      return second === 115 && mayNameAgent(chars, end, end - at);
    default:
      return false;
  }
}

/** `user-agent` and its spellings have nine or ten letters, but for `user agent`. */
function mayNameAgent(chars: Uint16Array, end: number, length: number): boolean {
  if (length !== 4) return length === 9 || length === 10;
  return chars[end] === 32 && ((chars[end + 1] ?? 0) | 32) === 97;
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
  return startsId(first, (chars[at + 1] ?? 0) | 32, chars[at + 2] ?? 0, length);
}

function startsId(first: number, second: number, third: number, length: number): boolean {
  switch (first | 32) {
    case 97:
      return second === 115 && mayNumberSystem(third);
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

/** `as1`, `as-1`, `asn`. */
function mayNumberSystem(third: number): boolean {
  return isDigit(third) || third === 45 || (third | 32) === 110;
}

function isAttackLength(length: number): boolean {
  return length === 5 || length === 6;
}

/** Neighbours show that the symbol starts nothing. */
function isIdle(chars: Uint16Array, at: number): boolean {
  const next = chars[at + 1] ?? 0;
  switch (chars[at]) {
    case 47:
      return followsWord(chars, at);
    case 58:
      return next !== 58;
    case 92:
      return next !== 92 || followsWord(chars, at);
    case 126:
      return next !== 47;
    case 91:
      return !startsGroup(chars, at + 1);
    default:
      return false;
  }
}

function followsWord(chars: Uint16Array, at: number): boolean {
  return at > 0 && ((KINDS[chars[at - 1] ?? 0] ?? 0) & PART) !== 0;
}

/** Does a colon follow within the first group of an address in brackets? */
function startsGroup(chars: Uint16Array, from: number): boolean {
  for (let at = from; at <= from + MAX_GROUP_LENGTH; at++) {
    const code = chars[at] ?? 0;
    if (code === 58) return true;
    if (((KINDS[code] ?? 0) & HEXES) === 0) return false;
  }
  return false;
}

import { everyIs, HEX } from '../chars';
import { accept, refuse } from '../refusal';
import type { CanonicalResult } from '../vocabulary';

/** ssdeep never writes more than 64 characters per part; some tools allow the double. */
const MAX_PART_LENGTH = 128;
const MIN_FIRST_LENGTH = 6;
const MIN_SECOND_LENGTH = 3;
const MIN_BLOCK_SIZE = 3;
const BASE64 = /^[a-z\d+/]+$/iu;

/** Block sizes are 3 · 2^n; anything else is a time, a port or a ratio. */
function isBlockSize(text: string): boolean {
  if (!/^\d{1,10}$/u.test(text) || text.startsWith('0')) return false;
  const multiple = Number(text) / MIN_BLOCK_SIZE;
  return Number.isInteger(multiple) && multiple >= 1 && Number.isInteger(Math.log2(multiple));
}

/** `block:hash:hash`; a trailing `,"name"` is cut off. */
export function canonicaliseSsdeep(text: string): CanonicalResult {
  const comma = text.indexOf(',');
  const bare = comma < 0 ? text : text.slice(0, comma);
  const [block = '', first = '', second = '', ...rest] = bare.split(':');
  if (rest.length > 0 || !isBlockSize(block)) return refuse('invalid_syntax', 'An ssdeep hash is block:hash:hash.');
  if (Math.max(first.length, second.length) > MAX_PART_LENGTH) {
    return refuse('invalid_length', 'A part of an ssdeep hash has at most 128 characters.');
  }
  if (!BASE64.test(first) || !BASE64.test(second)) {
    return refuse('invalid_character', 'The parts of an ssdeep hash are base64 text.');
  }
  // The second part covers the same data with twice the block size, so it is about half as long.
  return first.length < MIN_FIRST_LENGTH || second.length < MIN_SECOND_LENGTH
    ? refuse('invalid_length', 'The ssdeep hash is too short to be one.')
    : accept(bare);
}

const TLSH_DIGITS = 70;

/** `T1` and 70 hexadecimal digits, or the older form without version. Canonical: with `T1`, upper case. */
export function canonicaliseTlsh(text: string): CanonicalResult {
  const hasVersion = /^t1/iu.test(text);
  const digits = hasVersion ? text.slice(2) : text;
  if (digits.length !== TLSH_DIGITS) return refuse('invalid_length', 'A TLSH hash has 70 hexadecimal digits.');
  if (!everyIs(digits, HEX)) return refuse('invalid_character', 'A TLSH hash holds hexadecimal digits only.');
  return accept(`T1${digits.toUpperCase()}`);
}

const JA4 = /^[tqd](?:\d\d|s[23])[di]\d{4}[a-z0-9]{2}_[0-9a-f]{12}_[0-9a-f]{12}$/u;

/** FoxIO JA4: protocol, TLS version, SNI, counts, ALPN, then two truncated SHA-256. */
export function canonicaliseJa4(text: string): CanonicalResult {
  const lower = text.toLowerCase();
  return JA4.test(lower) ? accept(lower) : refuse('invalid_syntax', 'A JA4 fingerprint has the form t13d1516h2_…_….');
}

import { everyIs, HEX } from '../chars';
import { accept, refuse } from '../refusal';
import type { CanonicalResult } from '../vocabulary';

export type DigestType = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

const DIGEST_LENGTH: Readonly<Record<DigestType, number>> = {
  md5: 32,
  sha1: 40,
  sha224: 56,
  sha256: 64,
  sha384: 96,
  sha512: 128,
};

/** The digest whose hexadecimal form has this length. */
export function digestOfLength(length: number): DigestType | undefined {
  switch (length) {
    case 32:
      return 'md5';
    case 40:
      return 'sha1';
    case 56:
      return 'sha224';
    case 64:
      return 'sha256';
    case 96:
      return 'sha384';
    case 128:
      return 'sha512';
    default:
      return undefined;
  }
}

/**
 * A digest is random; text of few different digits or of decimal digits alone is a ruler, a counter or a placeholder.
 * Only recognition asks this: who states the type of a value may mean such a digest.
 */
export function looksRandom(hex: string): boolean {
  let seen = 0;
  for (let index = 0; index < hex.length; index++) seen |= digitBit(hex.charCodeAt(index));
  return isManifold(seen);
}

/** The same for a range of units. */
export function unitsLookRandom(chars: Uint16Array, from: number, to: number): boolean {
  let seen = 0;
  for (let at = from; at < to; at++) seen |= digitBit(chars[at] ?? 0);
  return isManifold(seen);
}

function digitBit(code: number): number {
  return 1 << (code < 58 ? code - 48 : (code | 32) - 87);
}

function isManifold(seen: number): boolean {
  return seen >= FIRST_LETTER_BIT && bitCount(seen) >= MIN_DIFFERENT_DIGITS;
}

/** Bits 10 to 15 stand for the digits a to f. */
const FIRST_LETTER_BIT = 1 << 10;
const MIN_DIFFERENT_DIGITS = 5;

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

export function canonicaliseDigest(type: DigestType, text: string): CanonicalResult {
  if (text.length !== DIGEST_LENGTH[type]) {
    return refuse('invalid_length', `${type.toUpperCase()} has ${DIGEST_LENGTH[type]} hexadecimal digits.`);
  }
  if (!everyIs(text, HEX)) return refuse('invalid_character', 'A digest holds hexadecimal digits only.');
  return accept(text.toLowerCase());
}

/** Hash of an import table (imphash) and of a TLS client hello (JA3): 32 hexadecimal digits told apart by their label. */
export function canonicaliseLabelledMd5(text: string): CanonicalResult {
  return canonicaliseDigest('md5', text);
}

import { keccak_256 } from '@noble/hashes/sha3.js';
import { bech32, bech32m } from '@scure/base';
import { everyIs, HEX } from '../chars';
import { accept, refuse } from '../refusal';
import type { CanonicalResult } from '../vocabulary';
import { decodeBase58, decodeBase58Check, decodeMoneroBase58, decodeXrpCheck } from './base58';

const MAX_BECH32_LENGTH = 90;
const MAX_VERSION = 16;

const BAD_CHECKSUM = refuse('bad_checksum', 'The checksum of the address is wrong.');

/** BIP 173 and BIP 350: version 0 is bech32, later versions bech32m; the program has 2 to 40 bytes. */
function isSegwit(text: string, prefix: string): boolean {
  const lower = text.toLowerCase();
  // Mixed case is an error of its own: a checksum covers one case only.
  if (text.length > MAX_BECH32_LENGTH || (text !== lower && text !== text.toUpperCase())) return false;
  const isOldest = lower.startsWith(`${prefix}1q`);
  const length = programLength(isOldest ? bech32 : bech32m, lower, prefix);
  return isOldest ? length === 20 || length === 32 : length >= 2 && length <= 40;
}

/** Bytes of the witness program, 0 where checksum, prefix or version do not hold. */
function programLength(codec: typeof bech32, text: string, prefix: string): number {
  const decoded = codec.decodeUnsafe(text, MAX_BECH32_LENGTH);
  if (decoded?.prefix !== prefix || (decoded.words[0] ?? MAX_VERSION + 1) > MAX_VERSION) return 0;
  return codec.fromWordsUnsafe(decoded.words.slice(1))?.length ?? 0;
}

function versionedAddress(text: string, versions: readonly number[]): CanonicalResult {
  const payload = decodeBase58Check(text);
  if (payload === undefined) return BAD_CHECKSUM;
  const isKnown = payload.length === 21 && versions.includes(payload[0] ?? -1);
  return isKnown ? accept(text) : refuse('invalid_syntax', 'The version byte belongs to another kind of address.');
}

export function canonicaliseBtc(text: string): CanonicalResult {
  if (/^bc1/iu.test(text)) return isSegwit(text, 'bc') ? accept(text.toLowerCase()) : BAD_CHECKSUM;
  if (!/^[13]/u.test(text) || text.length < 25 || text.length > 35) {
    return refuse('invalid_syntax', 'A Bitcoin address starts with 1, 3 or bc1.');
  }
  return versionedAddress(text, [0x00, 0x05]);
}

/** `3…` is left to Bitcoin: both networks used that version byte, Litecoin dropped it for `M…`. */
export function canonicaliseLtc(text: string): CanonicalResult {
  if (/^ltc1/iu.test(text)) return isSegwit(text, 'ltc') ? accept(text.toLowerCase()) : BAD_CHECKSUM;
  if (!/^[LM]/u.test(text) || text.length < 26 || text.length > 35) {
    return refuse('invalid_syntax', 'A Litecoin address starts with L, M or ltc1.');
  }
  return versionedAddress(text, [0x30, 0x32]);
}

export function canonicaliseTrx(text: string): CanonicalResult {
  if (!text.startsWith('T') || text.length !== 34) {
    return refuse('invalid_syntax', 'A Tron address has 34 characters and starts with T.');
  }
  return versionedAddress(text, [0x41]);
}

export function canonicaliseXrp(text: string): CanonicalResult {
  if (!text.startsWith('r') || text.length < 25 || text.length > 35) {
    return refuse('invalid_syntax', 'An XRP address starts with r.');
  }
  const payload = decodeXrpCheck(text);
  return payload?.length === 21 && payload[0] === 0 ? accept(text) : BAD_CHECKSUM;
}

/** EIP-55: the case of the letters is the checksum; all-lower and all-upper addresses carry none. */
export function canonicaliseEth(text: string): CanonicalResult {
  const digits = text.slice(2);
  if (!/^0x/iu.test(text) || digits.length !== 40 || !everyIs(digits, HEX)) {
    return refuse('invalid_syntax', 'An Ethereum address is 0x and 40 hexadecimal digits.');
  }
  if (new Set(digits.toLowerCase()).size < 5) return refuse('not_random', 'So few different digits are a placeholder.');
  const lower = digits.toLowerCase();
  const checksummed = `0x${withEip55Case(lower)}`;
  if (digits === lower || digits === digits.toUpperCase()) return accept(checksummed, ['checksum_absent']);
  return checksummed.slice(2) === digits ? accept(checksummed) : BAD_CHECKSUM;
}

function withEip55Case(lower: string): string {
  const digest = keccak_256(asciiBytes(lower));
  let cased = '';
  for (let index = 0; index < lower.length; index++) {
    const byte = digest[index >> 1] ?? 0;
    const nibble = index % 2 === 0 ? byte >> 4 : byte & 15;
    const digit = lower.charAt(index);
    cased += nibble >= 8 ? digit.toUpperCase() : digit;
  }
  return cased;
}

function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}

/** Network bytes of standard, integrated and sub-addresses on Monero's main network. */
const XMR_NETWORKS: readonly number[] = [18, 19, 42];

export function canonicaliseXmr(text: string): CanonicalResult {
  if (!/^[48]/u.test(text) || (text.length !== 95 && text.length !== 106)) {
    return refuse('invalid_syntax', 'A Monero address has 95 or 106 characters and starts with 4 or 8.');
  }
  const bytes = decodeMoneroBase58(text);
  if (bytes === undefined || !XMR_NETWORKS.includes(bytes[0] ?? -1)) return BAD_CHECKSUM;
  const digest = keccak_256(bytes.subarray(0, -4));
  return bytes.subarray(-4).every((byte, index) => byte === digest[index]) ? accept(text) : BAD_CHECKSUM;
}

/** Solana has no checksum: 32 bytes that are a point of the curve or a derived address; length is all that can be checked. */
export function canonicaliseSol(text: string): CanonicalResult {
  if (text.length < 32 || text.length > 44)
    return refuse('invalid_length', 'A Solana address has 32 to 44 characters.');
  const bytes = decodeBase58(text);
  if (bytes?.length !== 32) return refuse('invalid_syntax', 'A Solana address is base58 text of 32 bytes.');
  return looksLikeKey(text)
    ? accept(text, ['checksum_absent'])
    : refuse('not_random', 'The text is not random enough.');
}

/** Random base58 of this length holds digits and letters of both cases; words and hex digests do not. */
function looksLikeKey(text: string): boolean {
  return /\d/u.test(text) && /[a-z]/u.test(text) && /[A-Z]/u.test(text) && new Set(text).size >= 16;
}

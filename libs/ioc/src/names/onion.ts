import { base32 } from '@scure/base';
import { sha3_256 } from '@noble/hashes/sha3.js';
import { accept, refuse } from '../refusal';
import type { CanonicalResult } from '../vocabulary';

const V3_LENGTH = 56;
const VERSION = 3;
const PREFIX = new TextEncoder().encode('.onion checksum');

/** rend-spec-v3: base32(public key, checksum, version) where the checksum covers key and version. */
function isOnionV3(label: string): boolean {
  if (label.length !== V3_LENGTH || !/^[a-z2-7]+$/u.test(label)) return false;
  const bytes = base32.decode(label.toUpperCase());
  const key = bytes.subarray(0, 32);
  const digest = sha3_256(Uint8Array.of(...PREFIX, ...key, VERSION));
  return bytes[34] === VERSION && bytes[32] === digest[0] && bytes[33] === digest[1];
}

export function isOnionName(name: string): boolean {
  return (name.charCodeAt(name.length - 1) | 32) === 110 && name.toLowerCase().endsWith('.onion');
}

/** An onion service of version 3, with or without labels before its address; the checksum must hold. */
export function canonicaliseOnion(text: string): CanonicalResult {
  const name = (text.endsWith('.') ? text.slice(0, -1) : text).toLowerCase();
  if (name.length > 253 || !name.endsWith('.onion'))
    return refuse('invalid_syntax', 'An onion address ends in .onion.');
  const labels = name.split('.');
  const address = labels.at(-2) ?? '';
  if (address.length !== V3_LENGTH) return refuse('invalid_length', 'An onion address of version 3 has 56 characters.');
  if (!isOnionV3(address)) return refuse('bad_checksum', 'The checksum of the onion address is wrong.');
  const isClean = labels.every((label) => /^[a-z0-9_-]{1,63}$/u.test(label));
  return isClean ? accept(name) : refuse('invalid_character', 'A label before the onion address is not valid.');
}

import { sha256 } from '@noble/hashes/sha2.js';
import { base58, base58xmr, base58xrp, createBase58check } from '@scure/base';
import { BASE58, everyIs } from '../chars';

const base58check = createBase58check(sha256);

/** XRP orders the same characters differently. */
function xrpCheck(text: string): Uint8Array | undefined {
  const bytes = base58xrp.decode(text);
  const payload = bytes.subarray(0, -4);
  const digest = sha256(sha256(payload));
  return bytes.subarray(-4).every((byte, index) => byte === digest[index]) ? payload : undefined;
}

/** What the decoders throw on a bad alphabet or checksum means one thing here: not an address. */
function attempt<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** Payload of Bitcoin-style base58check (version byte first), undefined when alphabet or checksum do not hold. */
export function decodeBase58Check(text: string): Uint8Array | undefined {
  return everyIs(text, BASE58) ? attempt(() => base58check.decode(text)) : undefined;
}

export function decodeXrpCheck(text: string): Uint8Array | undefined {
  return everyIs(text, BASE58) ? attempt(() => xrpCheck(text)) : undefined;
}

export function decodeBase58(text: string): Uint8Array | undefined {
  return everyIs(text, BASE58) ? attempt(() => base58.decode(text)) : undefined;
}

/** Monero encodes blocks of eight bytes as eleven characters. */
export function decodeMoneroBase58(text: string): Uint8Array | undefined {
  return everyIs(text, BASE58) ? attempt(() => base58xmr.decode(text)) : undefined;
}

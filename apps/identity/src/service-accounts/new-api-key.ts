import { randomBytes } from 'node:crypto';

/** A new key: `sb_` and 128 random bits in hex, as the wire contract has it. */
export function newApiKey(): string {
  return `sb_${randomBytes(16).toString('hex')}`;
}

/** The parts of a key that lists may show: 32 of its 128 bits. */
export function visibleParts(key: string): { prefix: string; last4: string } {
  return { prefix: key.slice(0, 7), last4: key.slice(-4) };
}

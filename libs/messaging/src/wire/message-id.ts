import { randomFillSync } from 'node:crypto';

const idBytes = 16;

// Asking the kernel for 16 bytes costs as much as an HMAC: 256 ids are drawn at once.
const drawn = Buffer.alloc(256 * idBytes);
let used = drawn.length;

/** 128 random bits in base64url: always 22 characters. The only uniqueness that replay protection needs. */
export function newMessageId(): string {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  const from = used;
  used += idBytes;
  return drawn.toString('base64url', from, used);
}

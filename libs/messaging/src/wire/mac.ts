import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** HMAC-SHA256 in base64url: always 43 characters. */
export function macOf(key: KeyObject, canonical: string): string {
  return createHmac('sha256', key).update(canonical).digest('base64url');
}

/** Compares in constant time; false for anything that is not a MAC of `canonical`. */
export function isMacOf(key: KeyObject, canonical: string, mac: string): boolean {
  const expected = Buffer.from(macOf(key, canonical));
  const given = Buffer.from(mac);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

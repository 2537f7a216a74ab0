import { expiryInThePast, expiryTooLate } from './api-keys.errors';

const dayMs = 86_400_000;

/**
 * When a new key ends.
 * @param maxDays the longest life of a key; 0: no limit. With a limit, a key that nobody gave an end gets the last possible.
 * @throws invalid_request for an end that is past or beyond the limit
 */
export function keyExpiry(wanted: Date | null, now: Date, maxDays: number): Date | null {
  if (wanted !== null && wanted <= now) throw expiryInThePast();
  if (maxDays === 0) return wanted;
  const latest = new Date(now.getTime() + maxDays * dayMs);
  if (wanted !== null && wanted > latest) throw expiryTooLate(maxDays);
  return wanted ?? latest;
}

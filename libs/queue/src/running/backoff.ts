/**
 * Milliseconds to wait before attempt `attempt + 1`: anywhere between 0 and base · 2^(attempt − 1), at most `capMs`
 * ("full jitter", which spreads retries of many rows best), but not less than the upstream asked for.
 * @param attempt 1 for the first.
 * @param random in [0, 1).
 */
export function retryDelayMs(
  attempt: number,
  { baseMs, capMs }: { readonly baseMs: number; readonly capMs: number },
  retryAfterSeconds = 0,
  random: () => number = Math.random,
): number {
  const bound = Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30));
  return Math.max(retryAfterSeconds * 1_000, Math.floor(random() * bound));
}

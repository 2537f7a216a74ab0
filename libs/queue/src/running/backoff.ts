export interface BackoffBounds {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * Milliseconds to wait before attempt `attempt + 1`: anywhere between 0 and base · 2^(attempt − 1), at most `capMs`
 * ("full jitter", which spreads retries of many rows best), counted from when the upstream asked to be asked again.
 * @param attempt 1 for the first.
 * @param random in [0, 1).
 */
export function retryDelayMs(
  attempt: number,
  { baseMs, capMs }: BackoffBounds,
  retryAfterSeconds = 0,
  random: () => number = Math.random,
): number {
  const bound = Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30));
  return retryAfterSeconds * 1_000 + Math.floor(random() * bound);
}

/** Milliseconds to wait when the budget for retries is spent: spread over the second half of the longest wait. */
export function postponedDelayMs(
  { capMs }: BackoffBounds,
  retryAfterSeconds = 0,
  random: () => number = Math.random,
): number {
  return Math.max(retryAfterSeconds * 1_000, Math.floor((0.5 + random() / 2) * capMs));
}

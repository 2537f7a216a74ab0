import type { RateDecision } from './rate-limiter';

/**
 * What an answer says about the limit that applied: structured fields after draft-ietf-httpapi-ratelimit-headers-10, and
 * the older `X-RateLimit-*` (reset as Unix time in seconds). `t` is the number of seconds until quota comes back.
 */
export function rateLimitHeaders(
  { policy, remaining, resetMs }: RateDecision,
  now: Date,
): Readonly<Record<string, string>> {
  const { name, quota, windowMs } = policy;
  const seconds = secondsUntilReset(resetMs);
  return {
    'ratelimit-policy': `"${name}";q=${String(quota)};w=${String(windowMs / 1_000)}`,
    ratelimit: `"${name}";r=${String(remaining)};t=${String(seconds)}`,
    'x-ratelimit-limit': String(quota),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Math.floor(now.getTime() / 1_000) + seconds),
  };
}

/** Whole seconds, at least 1: one more request is let through when they have passed. */
export function secondsUntilReset(resetMs: number): number {
  return Math.max(1, Math.ceil(resetMs / 1_000));
}

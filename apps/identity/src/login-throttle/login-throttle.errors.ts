import { DomainError } from '@sentrybox/errors';

/** 429: the same for addresses that nobody has. @param waitMs until the next attempt is looked at */
export function tooManyAttempts(waitMs: number): DomainError {
  return new DomainError({
    kind: 'rate_limited',
    code: 'rate_limited',
    message: 'Too many failed attempts. Try again later.',
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)),
  });
}

import type { DomainError } from '@sentrybox/errors';
import { forbidden, invalidRequest, notFound } from '@sentrybox/errors';

/** 404, also for those of other teams. */
export function noSuchApiKey(): DomainError {
  return notFound('There is no such API key.');
}

/** 403: nobody grants what they do not hold, and no key can do more than its service account. */
export function scopesAboveOwn(scopes: readonly string[]): DomainError {
  return forbidden(`These scopes are more than you or the service account hold: ${scopes.join(', ')}.`);
}

/** 400. */
export function expiryTooLate(maxDays: number): DomainError {
  const message = `An API key may live ${maxDays} days at most.`;
  return invalidRequest(message, [{ field: 'expires_at', code: 'too_late', message }]);
}

/** 400. */
export function expiryInThePast(): DomainError {
  const details = [{ field: 'expires_at', code: 'too_early', message: 'The expiry must be in the future.' }];
  return invalidRequest('The expiry must be in the future.', details);
}

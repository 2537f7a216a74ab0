import type { DomainError } from '@sentrybox/errors';
import { invalidRequest } from '@sentrybox/errors';

/** 400, one text for every reason: unknown, used, replaced, expired, tried too often. */
export function invalidSingleUseToken(): DomainError {
  const message = 'The token is not valid, or not any more.';
  return invalidRequest(message, [{ field: 'token', code: 'invalid_token', message }], 'invalid_token');
}

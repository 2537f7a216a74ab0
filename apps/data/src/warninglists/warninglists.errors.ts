import { warninglistMatchTypes } from '@sentrybox/contracts';
import type { DomainError } from '@sentrybox/errors';
import { invalidRequest, notFound } from '@sentrybox/errors';

export function warninglistNotFound(): DomainError {
  return notFound('There is no such list.');
}

export function unsupportedMatchType(): DomainError {
  const message = `type must be one of: ${warninglistMatchTypes.join(', ')}. Regular expressions are not matched.`;
  return invalidRequest(
    message,
    [{ field: 'type', code: 'unsupported_match_type', message }],
    'unsupported_match_type',
  );
}

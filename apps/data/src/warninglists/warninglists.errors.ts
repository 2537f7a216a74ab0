import type { DomainError } from '@sentrybox/errors';
import { invalidRequest, notFound } from '@sentrybox/errors';

export function warninglistNotFound(): DomainError {
  return notFound('There is no such list.');
}

export function unsupportedMatchType(): DomainError {
  const message = 'Lists that match by regular expression cannot be imported.';
  return invalidRequest(
    message,
    [{ field: 'type', code: 'unsupported_match_type', message }],
    'unsupported_match_type',
  );
}

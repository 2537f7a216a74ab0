import type { DomainError } from '@sentrybox/errors';
import { invalidRequest, notFound } from '@sentrybox/errors';

export function overrideNotFound(): DomainError {
  return notFound('There is no such override.');
}

export function analysisToOverrideNotFound(): DomainError {
  return notFound('There is no such analysis.');
}

export function doesNotHold(message: string): DomainError {
  return invalidRequest(message, [{ field: 'applies_to', code: 'invalid_value', message }]);
}

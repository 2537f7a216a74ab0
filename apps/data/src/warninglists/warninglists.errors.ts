import { warninglistMatchTypes } from '@sentrybox/contracts';
import type { DomainError } from '@sentrybox/errors';
import { invalidRequest, notFound } from '@sentrybox/errors';

export function warninglistNotFound(): DomainError {
  return notFound('There is no such list.');
}

export function unsupportedMatchType(): DomainError {
  const message = `type must be one of: ${warninglistMatchTypes.join(', ')}.`;
  return invalidRequest(
    message,
    [{ field: 'type', code: 'unsupported_match_type', message }],
    'unsupported_match_type',
  );
}

/** A pattern that cannot be matched in time that grows with the text alone. @param reason what it is made of */
export function expressionRefused(index: number, reason: string): DomainError {
  const message = `Entry ${index + 1} is not matched, because of ${reason}.`;
  return invalidRequest(
    message,
    [{ field: `list.${index}`, code: 'expression_refused', message }],
    'expression_refused',
  );
}

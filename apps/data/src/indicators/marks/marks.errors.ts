import { conflict } from '@sentrybox/errors';
import type { DomainError } from '@sentrybox/errors';

export function alreadyMarked(): DomainError {
  return conflict('The indicator is marked already.', 'already_marked');
}

export function notMarked(): DomainError {
  return conflict('The indicator is not marked in that scope.', 'not_marked');
}

import { conflict } from '@sentrybox/errors';
import type { DomainError } from '@sentrybox/errors';

export function alreadyMarked(): DomainError {
  return conflict('The indicator is marked already.', 'already_marked');
}

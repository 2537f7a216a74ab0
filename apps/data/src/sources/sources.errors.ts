import { conflict, notFound } from '@sentrybox/errors';
import type { DomainError } from '@sentrybox/errors';

/** Also for a source of another team. */
export function sourceNotFound(): DomainError {
  return notFound('There is no such source.');
}

export function sourceNameTaken(): DomainError {
  return conflict('Another source of that scope has the name.', 'source_name_taken');
}

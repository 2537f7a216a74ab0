import { conflict, invalidRequest } from '@sentrybox/errors';
import type { DomainError } from '@sentrybox/errors';

export function feedHasSource(): DomainError {
  return conflict('The feed is a source already: change its key in the collection of that source.', 'feed_has_source');
}

export function keyRequired(): DomainError {
  const message = 'The feed needs a key that its provider gives to each of its users.';
  return invalidRequest(message, [{ field: 'key', code: 'key_required', message }], 'key_required');
}

export function keyNotNeeded(): DomainError {
  const message = 'The feed is open to everybody.';
  return invalidRequest(message, [{ field: 'key', code: 'key_not_needed', message }], 'key_not_needed');
}

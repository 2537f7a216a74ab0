import { conflict, DomainError, invalidRequest } from '@sentrybox/errors';

export function notCollected(): DomainError {
  return new DomainError({
    kind: 'not_found',
    code: 'not_collected',
    message: 'Nothing says where the list of this source is.',
  });
}

export function platformSourceRequired(field: string): DomainError {
  return invalidRequest(
    'Keys of the installation and private addresses are for sources of scope platform.',
    [{ field, code: 'platform_source_required', message: 'Not for a source of a team.' }],
    'platform_source_required',
  );
}

export function notRunning(): DomainError {
  return conflict('The run has ended, or it is no collection.', 'not_running');
}

export function notHeld(): DomainError {
  return conflict('No list is held back under this run any more.', 'not_held');
}

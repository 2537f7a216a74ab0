import { DomainError, invalidRequest } from '@sentrybox/errors';
import { candidateLimit } from './search.repository';

export function tooManyToSort(): DomainError {
  const message = `More than ${candidateLimit} indicators may match: narrow the search to sort it, or take it newest first.`;
  return invalidRequest(message, [{ field: 'sort', code: 'too_many_to_sort', message }], 'too_many_to_sort');
}

export function searchTooBroad(): DomainError {
  return new DomainError({
    kind: 'unavailable',
    code: 'search_too_broad',
    message: 'Each filter alone passes much, all together too little to be found in time: narrow the search.',
    isRetryable: false,
  });
}

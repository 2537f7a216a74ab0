import { DomainError } from './domain-error';
import type { FieldFault } from './domain-error';

/** 404. Also what a caller gets for a thing that exists but is not theirs to see. */
export function notFound(message: string, code = 'not_found'): DomainError {
  return new DomainError({ kind: 'not_found', code, message });
}

/** 400 with the fields at fault. */
export function invalidRequest(
  message: string,
  details: readonly FieldFault[] = [],
  code = 'invalid_request',
): DomainError {
  return new DomainError({ kind: 'invalid', code, message, details });
}

/** 409. */
export function conflict(message: string, code = 'conflict'): DomainError {
  return new DomainError({ kind: 'conflict', code, message });
}

/** 403: the caller may know the resource but not do this to it. */
export function forbidden(message: string, code = 'forbidden'): DomainError {
  return new DomainError({ kind: 'forbidden', code, message });
}

/** 401. */
export function unauthenticated(message: string, code = 'unauthorized'): DomainError {
  return new DomainError({ kind: 'unauthenticated', code, message });
}

/** 503: a part that is needed cannot be reached now. `cause` is for the log. */
export function unavailable(message: string, cause?: unknown, retryAfterSeconds = 1): DomainError {
  return new DomainError({ kind: 'unavailable', code: 'unavailable', message, cause, retryAfterSeconds });
}

/** 500 on purpose: a state that the code rules out. `message` goes to the log only. */
export function bug(message: string, cause?: unknown): DomainError {
  return new DomainError({ kind: 'bug', code: 'internal_error', message, cause });
}

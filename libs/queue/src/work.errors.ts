import { conflict, DomainError, notFound } from '@sentrybox/errors';

/** The work was cancelled, or another worker has it; nothing that this worker does counts any more. */
export function leaseLost(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'lease_lost',
    message: 'The work is not held by this worker any more.',
    isRetryable: false,
  });
}

const errorCode = /^[a-z][a-z0-9_]{0,62}$/;

/** Lower snake case, at most 63 characters. */
export function isErrorCode(code: string): boolean {
  return errorCode.test(code);
}

/** The code under which an error is stored with a row; the table takes nothing else. */
export function codeOf(error: unknown): string {
  return error instanceof DomainError && isErrorCode(error.code) ? error.code : 'internal_error';
}

/** Whether `onFailed` is called because an operator ended the work; `requestContext` has who. */
export function isCancelled(error: unknown): boolean {
  return error instanceof DomainError && error.code === cancelledCode;
}

const cancelledCode = 'work_cancelled';

/** An operator ended it. */
export function workCancelled(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: cancelledCode,
    message: 'The work was cancelled by an operator.',
    isRetryable: false,
  });
}

/** The worker ended (crash, power, kill) in every attempt. */
export function workerLost(): DomainError {
  return new DomainError({
    kind: 'unavailable',
    code: 'worker_lost',
    message: 'The worker ended each time it tried.',
    isRetryable: false,
  });
}

export function workNotFound(): DomainError {
  return notFound('There is no such work in this service.');
}

export function workNotFailed(): DomainError {
  return conflict('The work is no dead letter.', 'work_not_failed');
}

export function workNotRepeatable(): DomainError {
  return conflict('What the failure of this work left behind cannot be undone.', 'work_not_repeatable');
}

export function workHasEnded(): DomainError {
  return conflict('The work has ended.', 'work_has_ended');
}

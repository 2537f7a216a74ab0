import { DomainError } from '@sentrybox/errors';

/** The work was cancelled, or another worker has it; nothing that this worker does counts any more. */
export function leaseLost(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'lease_lost',
    message: 'The work is not held by this worker any more.',
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

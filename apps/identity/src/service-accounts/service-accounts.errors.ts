import type { DomainError } from '@sentrybox/errors';
import { conflict, forbidden, notFound } from '@sentrybox/errors';

/** 404, also for those of other teams. */
export function noSuchServiceAccount(): DomainError {
  return notFound('There is no such service account.');
}

/** 409. */
export function serviceAccountNameTaken(): DomainError {
  return conflict('The team has a service account of this name.');
}

/** 403: nobody grants what they do not hold. */
export function roleAboveOwn(): DomainError {
  return forbidden('This role grants more than you hold.');
}

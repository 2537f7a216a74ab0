import type { DomainError } from '@sentrybox/errors';
import { conflict, notFound, unauthenticated } from '@sentrybox/errors';

/** 404. */
export function noSuchInvitation(): DomainError {
  return notFound('There is no such open invitation.');
}

/** 409. */
export function alreadyAMember(): DomainError {
  return conflict('The user is in the team already.', 'already_a_member');
}

/** 401: there is an account of this address, and this is not its password. */
export function notTheAccount(): DomainError {
  return unauthenticated('Invalid token or password');
}

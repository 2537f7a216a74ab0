import type { Permission } from '@sentrybox/contracts';
import type { DomainError } from '@sentrybox/errors';
import { conflict, forbidden, invalidRequest, notFound } from '@sentrybox/errors';

/** 404. */
export function noSuchUser(): DomainError {
  return notFound('There is no such user.');
}

/** 409. */
export function emailTaken(): DomainError {
  return conflict('There is a user with this e-mail address.', 'email_taken');
}

/** 403: nobody grants what they do not hold. */
export function grantAboveOwn(permissions: readonly Permission[]): DomainError {
  return forbidden(`You cannot grant what you do not hold: ${permissions.join(', ')}.`);
}

/** 403: nobody acts on somebody who holds more. */
export function holdsMore(permissions: readonly Permission[]): DomainError {
  return forbidden(`This user holds more than you do: ${permissions.join(', ')}.`);
}

/** 409. */
export function lastAdmin(): DomainError {
  return conflict('This is the last active admin: make somebody else an admin before.', 'last_one');
}

/** 409. */
export function lastOwner(teams: readonly string[]): DomainError {
  return conflict(
    `This is the last active owner of: ${teams.join(', ')}. Make somebody else an owner before.`,
    'last_one',
  );
}

/** 400. */
export function notAMember(): DomainError {
  const message = 'Permissions in the team can be granted to its members alone.';
  return invalidRequest(message, [{ field: 'permissions', code: 'not_a_member', message }], 'not_a_member');
}

/** 400. */
export function tooManySettings(max: number): DomainError {
  const message = `A user has at most ${max} settings.`;
  return invalidRequest(message, [{ field: 'settings', code: 'too_many_settings', message }], 'too_many_settings');
}

/** 404: a token gives and takes memberships in its own team alone. */
export function notTheOwnTeam(): DomainError {
  return notFound('You do not act in such a team.');
}

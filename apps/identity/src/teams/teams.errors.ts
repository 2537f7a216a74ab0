import type { DomainError } from '@sentrybox/errors';
import { conflict, notFound } from '@sentrybox/errors';

/** 404. */
export function noSuchTeam(): DomainError {
  return notFound('There is no such team.');
}

/** 404. */
export function noSuchMember(): DomainError {
  return notFound('There is no such member.');
}

/** 409. */
export function teamNameTaken(): DomainError {
  return conflict('There is a team of this name.', 'name_taken');
}

/** 409. */
export function onlyTeam(): DomainError {
  return conflict('This is your only team: without it you could not log in any more.', 'last_one');
}

import type { DomainError } from '@sentrybox/errors';
import { notFound, unauthenticated } from '@sentrybox/errors';

/** 401, one text for unknown user, wrong password and a user who may not log in. */
export function wrongCredentials(): DomainError {
  return unauthenticated('Invalid email or password');
}

/** 401, one text for every credential that cannot be exchanged. */
export function notRefreshable(): DomainError {
  return unauthenticated('Invalid or expired token');
}

/** 404: also for teams that exist but are not the caller's. */
export function noSuchTeam(): DomainError {
  return notFound('You are not a member of such a team.');
}

/** 404: also for sessions of somebody else. */
export function noSuchSession(): DomainError {
  return notFound('You have no such session.');
}

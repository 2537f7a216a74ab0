import type { DomainError } from '@sentrybox/errors';
import { forbidden, invalidRequest, notFound, unauthenticated } from '@sentrybox/errors';

// Codes are those of all paths; libs/http turns `unauthorized` into `invalid_api_key` on the paths of the analysis API.

/** 401: nothing was presented where something is needed. */
export function missingCredential(): DomainError {
  return unauthenticated('Authentication required');
}

/** 401, one text for every reason: a caller who guesses learns nothing from it. */
export function invalidToken(): DomainError {
  return unauthenticated('Invalid or expired token');
}

/** 401 for a key that does not exist or has expired. */
export function invalidApiKey(): DomainError {
  return unauthenticated('Invalid API key');
}

/** 401 that only the holder of the real key can see, on every path. */
export function revokedApiKey(): DomainError {
  return unauthenticated('API key has been revoked', 'revoked_api_key');
}

/** 400: which of the two would be meant is not for us to guess. */
export function ambiguousCredentials(): DomainError {
  return invalidRequest('The request carries credentials of different subjects.');
}

/** 403. */
export function missingPermission(permission: string): DomainError {
  return forbidden(`This needs the permission ${permission}.`);
}

/** 404: what belongs to another team is like what does not exist. */
export function noSuchResource(type: string): DomainError {
  return notFound(`There is no such ${type}.`);
}

/** 403. */
export function passwordChangeRequired(): DomainError {
  return forbidden('The one-time password has to be changed first.');
}

/** 403: the key is good but not from here. */
export function addressNotAllowed(): DomainError {
  return forbidden('This API key may not be used from this address.');
}

/** 403: an answer that is still open was for rights that are gone. */
export function rightsChanged(): DomainError {
  return forbidden('The rights of the caller have changed.');
}

/** 403: routes about one's own user. */
export function usersOnly(): DomainError {
  return forbidden('This is for users, not for service accounts.');
}

import type { DomainError } from '@sentrybox/errors';
import { forbidden, invalidRequest, unauthenticated } from '@sentrybox/errors';

/** How errors of authentication are named on a path. */
export type ErrorFamily = 'analysis' | 'platform';

/** 401: nothing was presented where something is needed. */
export function missingCredential(family: ErrorFamily): DomainError {
  return family === 'analysis'
    ? unauthenticated('A service account API key is required.', 'invalid_api_key')
    : unauthenticated('Authentication required.');
}

/** 401, one text for every reason: a caller who guesses learns nothing from it. */
export function invalidToken(family: ErrorFamily): DomainError {
  return family === 'analysis'
    ? unauthenticated('Invalid or expired credential', 'invalid_api_key')
    : unauthenticated('Invalid or expired token');
}

/** 401 for a key that does not exist or has expired. */
export function invalidApiKey(family: ErrorFamily): DomainError {
  return family === 'analysis'
    ? unauthenticated('Key not found in database', 'invalid_api_key')
    : unauthenticated('Invalid API key');
}

/** 401 that only the holder of the real key can see. */
export function revokedApiKey(family: ErrorFamily): DomainError {
  return family === 'analysis'
    ? unauthenticated('Key has been revoked', 'revoked_api_key')
    : unauthenticated('API key has been revoked');
}

/** 400: which of the two would be meant is not for us to guess. */
export function ambiguousCredentials(): DomainError {
  return invalidRequest('The request carries credentials of different subjects.');
}

/** 403. */
export function missingPermission(permission: string): DomainError {
  return forbidden(`This needs the permission ${permission}.`);
}

/** 403. */
export function passwordChangeRequired(): DomainError {
  return forbidden('The one-time password has to be changed first.');
}

/** 403: the key is good but not from here. */
export function addressNotAllowed(): DomainError {
  return forbidden('This API key may not be used from this address.');
}

/** 403: routes about one's own user. */
export function usersOnly(): DomainError {
  return forbidden('This is for users, not for service accounts.');
}

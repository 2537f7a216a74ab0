import { looksLikePlaceholder } from '@sentrybox/config';
import type { DomainError } from '@sentrybox/errors';
import { invalidRequest } from '@sentrybox/errors';

/** In code points. */
const maxPasswordLength = 128;

/** Parts of an e-mail address shorter than this are too common to be refused. */
const minTellingLength = 4;
const productWords = ['sentrybox'];

/**
 * Rules for a new password: length in code points and nothing that is guessed first. No rules of composition, nothing is
 * cut off.
 * @returns undefined when it may be used.
 */
export function faultOfNewPassword(password: string, email: string, minLength: number): DomainError | undefined {
  const canonical = password.normalize('NFKC');
  const length = Array.from(canonical).length;
  if (length < minLength) return weak(`must have at least ${minLength} characters`);
  if (length > maxPasswordLength) return weak(`must have at most ${maxPasswordLength} characters`);
  if (looksLikePlaceholder(canonical)) return weak('is one of those that are tried first');
  const lower = canonical.toLowerCase();
  const telling = [...email.toLowerCase().split(/[@.]/), ...productWords].filter(
    (word) => word.length >= minTellingLength,
  );
  if (telling.some((word) => lower.includes(word))) return weak('must not contain the e-mail address or product name');
  return undefined;
}

function weak(reason: string): DomainError {
  const details = [{ field: 'new_password', code: 'weak_password', message: `The password ${reason}.` }];
  return invalidRequest(`The new password ${reason}.`, details, 'weak_password');
}

import type { DomainError } from '@sentrybox/errors';
import { invalidRequest } from '@sentrybox/errors';

/** 400: the caller is known, so this is a field at fault and no 401. */
export function wrongPassword(): DomainError {
  const details = [{ field: 'current_password', code: 'wrong_password', message: 'This is not the current password.' }];
  return invalidRequest('The current password is not right.', details, 'wrong_password');
}

/** 400. */
export function samePassword(): DomainError {
  const details = [{ field: 'new_password', code: 'weak_password', message: 'This is the current password.' }];
  return invalidRequest('The new password is the current one.', details, 'weak_password');
}

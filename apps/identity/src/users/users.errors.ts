import type { DomainError } from '@sentrybox/errors';
import { notFound } from '@sentrybox/errors';

/** 404. */
export function noSuchUser(): DomainError {
  return notFound('There is no such user.');
}

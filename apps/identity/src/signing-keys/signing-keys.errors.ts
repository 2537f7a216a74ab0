import type { DomainError } from '@sentrybox/errors';
import { conflict, notFound } from '@sentrybox/errors';

export function noSuchKey(): DomainError {
  return notFound('There is no such signing key.');
}

export function alreadyRevoked(): DomainError {
  return conflict('The signing key is revoked already.');
}

export function rotationUnderWay(): DomainError {
  return conflict('A new signing key is published already and waits for its time.');
}

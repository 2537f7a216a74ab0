import type { FastifyRequest } from 'fastify';
import { v7 } from 'uuid';

const accepted = /^[\w.-]{8,64}$/;

/** The caller's `X-Request-Id` where it has the accepted form, else a new one. */
export function requestIdOf(headers: FastifyRequest['headers']): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && accepted.test(given) ? given : newRequestId();
}

export function newRequestId(): string {
  return `req-${v7()}`;
}

import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

const accepted = /^[\w.-]{8,64}$/;

/** The caller's `X-Request-Id` where it has the accepted form, else a new one. */
export function requestIdOf(headers: FastifyRequest['headers']): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && accepted.test(given) ? given : newRequestId();
}

/** `req-` and a UUIDv7, whose random part comes from Node's buffered generator. */
export function newRequestId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  return `req-${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

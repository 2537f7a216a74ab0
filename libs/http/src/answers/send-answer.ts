import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { bug } from '@sentrybox/errors';
import type { CompiledRoute } from '../routing/compile-route';
import { Answer, ContentAnswer, jsonType, StreamAnswer } from './answer';
import type { OpenStreams } from './open-streams';
import { readableOf } from './readable-of';

// A client of an event stream comes back after this many milliseconds, on another replica.
const retryHint = 'retry: 1000\n\n';

/**
 * Sends what a handler returned.
 * @throws DomainError of kind bug when it does not match the endpoint
 */
export function sendAnswer(reply: FastifyReply, returned: unknown, openStreams: OpenStreams): FastifyReply {
  const compiled = reply.request.httpContext?.compiled;
  if (compiled === undefined) throw bug('A handler answered outside an endpoint.');
  if (returned instanceof StreamAnswer) return sendStream(reply, returned, compiled, openStreams);
  if (returned instanceof ContentAnswer) {
    schemaFor(compiled, returned.status);
    return reply
      .code(returned.status)
      .headers(returned.headers)
      .header('content-type', returned.contentType)
      .send(returned.body);
  }
  if (returned instanceof Answer) {
    reply.headers(returned.headers);
    return sendJson(reply, compiled, returned.status, returned.body);
  }
  if (compiled.onlyStatus === undefined) {
    throw bug(`${compiled.endpoint.id} has several success statuses: its handler must use reply().`);
  }
  return sendJson(reply, compiled, compiled.onlyStatus, returned);
}

function schemaFor(compiled: CompiledRoute, status: number): z.ZodType | null {
  const schema = compiled.responses.get(status);
  if (schema === undefined) throw bug(`${compiled.endpoint.id} answered ${status}, which it does not declare.`);
  return schema;
}

function sendJson(reply: FastifyReply, compiled: CompiledRoute, status: number, body: unknown): FastifyReply {
  const schema = schemaFor(compiled, status);
  if (schema === null) {
    if (body !== undefined && body !== null) throw bug(`${compiled.endpoint.id} has no body for ${status}.`);
    return reply.code(status).send();
  }
  const result = schema.safeParse(body);
  if (!result.success) {
    throw bug(`The answer of ${compiled.endpoint.id} does not match its contract.`, result.error);
  }
  return reply.code(status).header('content-type', jsonType).send(JSON.stringify(result.data));
}

function sendStream(
  reply: FastifyReply,
  answer: StreamAnswer,
  compiled: CompiledRoute,
  openStreams: OpenStreams,
): FastifyReply {
  schemaFor(compiled, answer.status);
  reply
    .code(answer.status)
    .headers(answer.options.headers ?? {})
    .header('content-type', answer.contentType);
  if (reply.request.method === 'HEAD') {
    if (answer.source instanceof Readable) answer.source.destroy();
    return reply.send();
  }
  const isEventStream = answer.contentType.startsWith('text/event-stream');
  const isLive = answer.options.isLive ?? isEventStream;
  const farewell = answer.options.farewell ?? (isEventStream ? retryHint : undefined);
  const ending = { signal: openStreams.signal, farewell };
  // Node ends a socket on which nothing has moved for so long; it closes with the stream, so nobody else inherits the limit.
  if (answer.options.idleTimeoutMs !== undefined) reply.raw.socket?.setTimeout(answer.options.idleTimeoutMs);
  return reply.send(readableOf(answer.source, isLive ? ending : undefined));
}

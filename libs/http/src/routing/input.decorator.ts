import type { Readable } from 'node:stream';
import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { bug } from '@sentrybox/errors';
import type { ParsedInput } from '../server/http-context';

/** The parsed `InputOf<typeof endpoint>` of the route. */
export const Input = createParamDecorator((_data: unknown, context: ExecutionContext): ParsedInput => inputOf(context));

/**
 * The body of a route with `body: 'stream'`. Reading past the route's limit fails the stream with
 * `payload_too_large`, silence of 60 s with a closed connection.
 */
export const RequestStream = createParamDecorator((_data: unknown, context: ExecutionContext): Readable => {
  const { body } = inputOf(context);
  // The input guard puts a stream there for exactly these routes.
  return body as Readable;
});

function inputOf(context: ExecutionContext): ParsedInput {
  const { httpContext } = context.switchToHttp().getRequest<FastifyRequest>();
  if (httpContext?.input === undefined) throw bug('The handler ran before its input was parsed.');
  return httpContext.input;
}

import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock, HealthRegistry, Logger, Metrics } from '@sentrybox/observability';
import { invalidRequest } from '@sentrybox/errors';
import { ProtocolError } from '../errors/protocol-error';
import type { LoadShedder } from '../overload/load-shedder';
import { answerShed } from '../overload/shed-answer';
import { beforeAnswer } from './before-answer';
import type { AnswerParts } from './before-answer';
import type { HttpContext } from './http-context';
import { maxUrlBytes } from './limits';
import { recordRequest } from './record-request';
import { namesHostTwice } from './repeated-host';
import { inContext, requestSpan } from './request-span';
import { behindTls, defaultHeaders } from './response-headers';

export interface RequestHookParts extends AnswerParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: HealthRegistry;
  readonly shedder: LoadShedder;
  /** Routes of the service are served; without it only its health, documents and metrics are (role `worker`). */
  readonly servesApi: boolean;
}

/** Longer than any handler works without its client. */
const abandonedAfterMs = 30_000;

/** Context and headers before anything else, what must be recorded before the answer, one line and one figure after it. */
export function addRequestHooks(server: FastifyInstance, parts: RequestHookParts): void {
  server.addHook('onRequest', (request, reply, done) => {
    const context = attachContext(request, reply, parts);
    if (!isTaken(context, parts.shedder)) {
      answerShed(request, reply, context);
      return;
    }
    inContext(context, () => {
      if (request.raw.url !== undefined && request.raw.url.length > maxUrlBytes) {
        done(new ProtocolError(414, 'uri_too_long', 'The URL is too long.'));
      } else if (namesHostTwice(request.raw.rawHeaders)) {
        reply.header('connection', 'close');
        done(invalidRequest('The request names its host more than once.'));
      } else if (!parts.servesApi && context.compiled?.endpoint.tag !== 'service') {
        reply.callNotFound();
      } else done();
    });
  });
  server.addHook('onSend', (request, reply, payload, done) => {
    const wait = beforeAnswer(request, reply, parts);
    if (wait === undefined) {
      request.httpContext?.place?.leave();
      done(null, payload);
      return;
    }
    wait.then(
      () => {
        request.httpContext?.place?.leave();
        done(null, payload);
      },
      (error: unknown) => {
        if (payload instanceof Readable) payload.destroy();
        done(error instanceof Error ? error : new Error('An answer hook failed.'));
      },
    );
  });
}

/** Work goes on when its client has hung up, so its place is kept until it ends; but not for ever. */
function leaveInTime({ place }: HttpContext, reply: FastifyReply): void {
  if (place === undefined) return;
  if (reply.raw.writableEnded) place.leave();
  else setTimeout(place.leave, abandonedAfterMs).unref();
}

/** Health, documents and metrics are looked at by those who decide what to do about an overload. */
function isTaken(context: HttpContext, shedder: LoadShedder): boolean {
  if (context.compiled?.endpoint.tag === 'service') return true;
  const place = shedder.admit();
  if (typeof place === 'string') return false;
  context.place = place;
  return true;
}

/** Gives the request its context, its log line and the headers that every answer has. Called once per request. */
function attachContext(request: FastifyRequest, reply: FastifyReply, parts: RequestHookParts): HttpContext {
  const compiled = request.routeOptions.config.compiled;
  const context: HttpContext = {
    requestId: request.id,
    clientIp: plainAddress(request.ip),
    route: compiled?.endpoint.path,
    startedAt: parts.clock.monotonicMs(),
    compiled,
    input: undefined,
    errorCode: undefined,
    isPastAnswerHooks: false,
    isCounted: false,
    isShed: false,
    place: undefined,
    span: compiled?.endpoint.tag === 'service' ? undefined : requestSpan(request, compiled?.endpoint),
  };
  request.httpContext = context;
  reply.headers(defaultHeaders);
  if (request.protocol === 'https') reply.headers(behindTls);
  reply.header('x-request-id', request.id);
  if (parts.health.draining) reply.header('connection', 'close');
  reply.raw.on('close', () => {
    leaveInTime(context, reply);
    recordRequest(request, reply, context, parts);
  });
  return context;
}

/** An IPv4 client of a socket that listens on IPv6 is shown as `::ffff:192.0.2.1`. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock, Logger, Metrics } from '@sentrybox/observability';
import type { HttpContext } from './http-context';
import { endSpan, inContext } from './request-span';

// How long a client may go on sending a body that nobody reads any more, after it has its answer.
const lingerMs = 5_000;

interface Recorders {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** After the answer: one figure, one line (probes only at debug level), and an end to bodies that never end. */
export function recordRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  context: HttpContext,
  { clock, logger, metrics }: Recorders,
): void {
  const durationMs = clock.monotonicMs() - context.startedAt;
  const status = reply.raw.statusCode;
  metrics.httpDuration.observe(
    {
      http_request_method: request.method,
      http_route: context.route ?? 'unmatched',
      http_response_status_code: status,
    },
    durationMs / 1_000,
  );
  const isProbe = context.compiled?.endpoint.tag === 'service' && status < 500;
  const level = isProbe || context.isShed ? 'debug' : 'info'; // a flood of lines would be a load of its own
  inContext(context, () => {
    logger[level]('http_request', {
      method: request.method,
      status,
      duration_ms: Math.round(durationMs * 1_000) / 1_000,
      error_code: context.errorCode,
      is_aborted: reply.raw.writableFinished ? undefined : true,
    });
  });
  endSpan(context, status);
  if (!request.raw.complete) endLingering(request);
}

// What is left of the body is read and thrown away: it would stand before the next request on the connection.
function endLingering(request: FastifyRequest): void {
  request.raw.unpipe();
  request.raw.resume();
  setTimeout(() => {
    if (!request.raw.complete) request.raw.socket.destroy();
  }, lingerMs).unref();
}

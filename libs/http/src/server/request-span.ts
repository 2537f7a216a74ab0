import type { FastifyRequest } from 'fastify';
import type { EndpointDefinition } from '@sentrybox/contracts';
import { runInRequestContext, startSpan } from '@sentrybox/observability';
import type { Span } from '@sentrybox/observability';
import type { HttpContext } from './http-context';

/** The span of a request, going on with the caller's trace. Paths and queries may hold anything: templates only. */
export function requestSpan(request: FastifyRequest, endpoint: EndpointDefinition | undefined): Span | undefined {
  const parent = request.headers['traceparent'];
  const method = request.method;
  return startSpan({
    name: endpoint === undefined ? method : `${method} ${endpoint.path}`,
    kind: 'server',
    parent: typeof parent === 'string' ? parent : undefined,
    attributes: {
      'http.request.method': method,
      'http.route': endpoint?.path,
      'url.scheme': 'http',
      'sentrybox.request_id': request.id,
    },
  });
}

/** Runs `work` for this request: its log lines, audit rows and spans name it. */
export function inContext<T>(context: HttpContext, work: () => T): T {
  const inside = (): T => runInRequestContext(context, work);
  return context.span === undefined ? inside() : context.span.run(inside);
}

export function endSpan({ span, errorCode, principal }: HttpContext, status: number): void {
  if (span === undefined) return;
  span.set({
    'http.response.status_code': status,
    'sentrybox.team_id': principal?.teamId,
    'sentrybox.principal_kind': principal?.kind,
  });
  // By the semantic conventions a 4xx is the client's fault and no error of the server.
  if (status >= 500) span.fail(errorCode ?? String(status));
  span.end();
}

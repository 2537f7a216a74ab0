import type { RequestContext, Span } from '@sentrybox/observability';
import type { Place } from '../overload/load-shedder';
import type { CompiledRoute } from '../routing/compile-route';

/** The context of an HTTP request: what every service may read, and what only this library writes. */
export interface HttpContext extends RequestContext {
  readonly compiled: CompiledRoute | undefined;
  input: ParsedInput | undefined;
  /** Code of the error answer, for the log line. */
  errorCode: string | undefined;
  /** The hooks before the answer have run or failed once; an answer about their failure goes out without them. */
  isPastAnswerHooks: boolean;
  /** A limit was applied to the request, and the answer says which. */
  isCounted: boolean;
  /** Refused because of overload. */
  isShed: boolean;
  /** Its place among the requests that are worked on; none for what is exempt and what was refused. */
  place: Place | undefined;
  /** Where the request is traced. */
  readonly span: Span | undefined;
}

export interface ParsedInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: unknown;
  readonly body: unknown;
}

declare module 'fastify' {
  interface FastifyRequest {
    httpContext: HttpContext | undefined;
  }
  interface FastifyContextConfig {
    compiled?: CompiledRoute;
  }
}

import type { Span, SpanOptions, Tracer } from './span';

// One per process, as the exporter and the propagation of contexts are.
let tracer: Tracer | undefined;

/** Puts a tracer in place, or takes it away; every span starts at the one that is in place then. */
export function useTracer(next: Tracer | undefined): void {
  tracer = next;
}

/** A span that the caller ends; undefined, at the cost of one comparison, where nothing is traced. */
export function startSpan(options: SpanOptions): Span | undefined {
  if (tracer === undefined || (options.isPartOnly === true && tracer.current() === undefined)) return undefined;
  return tracer.start(options);
}

/** Runs `work` as one span that fails when it rejects; where nothing is traced it is a plain call. */
export function inSpan<T>(options: SpanOptions, work: (span: Span | undefined) => Promise<T>): Promise<T> {
  const span = startSpan(options);
  return span === undefined ? work(undefined) : traced(span, work);
}

async function traced<T>(span: Span, work: (span: Span) => Promise<T>): Promise<T> {
  try {
    return await span.run(() => work(span));
  } catch (error) {
    span.fail(errorTypeOf(error));
    throw error;
  } finally {
    span.end();
  }
}

/** W3C `traceparent` of the current span, to be sent or stored along; undefined where nothing is traced. */
export function currentTraceparent(): string | undefined {
  return tracer?.current()?.traceparent;
}

/** Ids for log lines. */
export function currentTraceIds(): { readonly traceId: string; readonly spanId: string } | undefined {
  return tracer?.current();
}

function errorTypeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** What a span may say about an operation: words of this program, ids and figures; never what somebody sent. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  /** Of low cardinality: a route template, the name of a message or of a kind of work. */
  readonly name: string;
  readonly kind: 'server' | 'client' | 'producer' | 'consumer' | 'internal';
  readonly attributes?: SpanAttributes;
  /** `traceparent` of what caused this in another process; default: the current span. Not believed when malformed. */
  readonly parent?: string | undefined;
  /** No span unless something is traced already: for what timers do all day, and what happens in every request. */
  readonly isPartOnly?: boolean;
  /** `traceparent` of operations that this one serves without being a part of them. */
  readonly links?: readonly (string | undefined)[];
}

/** An operation under way. */
export interface Span {
  /** W3C form, for whoever goes on with this elsewhere. */
  readonly traceparent: string;
  set(attributes: SpanAttributes): void;
  /** @param errorType a code or the name of an error class; never a message. */
  fail(errorType: string): void;
  /** Once, whatever happened. */
  end(): void;
  /** Runs `work`, and everything it calls, as parts of this span. */
  run<T>(work: () => T): T;
}

/** The part of tracing that needs the SDK. */
export interface Tracer {
  start(options: SpanOptions): Span;
  /** The span that the current code runs for. */
  current(): { readonly traceId: string; readonly spanId: string; readonly traceparent: string } | undefined;
  /** Sends what is buffered, at most for `timeoutMs`, and ends. */
  stop(timeoutMs: number): Promise<void>;
}

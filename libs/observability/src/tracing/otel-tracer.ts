import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Context, Link, Span as OtelSpan, Tracer as OtelApiTracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { cleanText } from '../logging/redact';
import type { Span, SpanAttributes, SpanOptions, Tracer } from './span';
import { formatTraceparent, parseTraceparent } from './traceparent';

export interface TracerOptions {
  readonly service: string;
  readonly version: string;
  readonly exporter: SpanExporter;
  /** Share of the traces begun here that is recorded, 0 to 1. */
  readonly ratio: number;
}

/** An indicator is content: of a value that somebody sent no more than this may leave in a span. */
const maxValueLength = 256;
const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;

/** Sends spans over OTLP/HTTP. Headers hold the collector's credential. */
export function otlpExporter(url: string, headers: Readonly<Record<string, string>>): SpanExporter {
  return new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: 5_000, concurrencyLimit: 2 });
}

/** The OpenTelemetry SDK behind the project's own interface. What cannot be exported in time is dropped. */
export class OtelTracer implements Tracer {
  private readonly contexts = new AsyncLocalStorageContextManager().enable();
  private readonly processor: BatchSpanProcessor;
  private readonly tracer: OtelApiTracer;

  constructor({ service, version, exporter, ratio }: TracerOptions) {
    this.processor = new BatchSpanProcessor(exporter, {
      maxQueueSize: 4_096,
      maxExportBatchSize: 512,
      scheduledDelayMillis: 1_000,
      exportTimeoutMillis: 5_000,
    });
    const provider = new BasicTracerProvider({
      resource: resourceFromAttributes({
        'service.name': service,
        'service.namespace': 'sentrybox',
        'service.version': version,
        'process.pid': process.pid,
      }),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
      spanLimits: { attributeValueLengthLimit: maxValueLength, attributeCountLimit: 32, linkCountLimit: 128 },
      spanProcessors: [this.processor],
    });
    this.tracer = provider.getTracer('sentrybox', version);
    context.setGlobalContextManager(this.contexts);
  }

  start({ name, kind, attributes = {}, parent, links = [] }: SpanOptions): Span {
    const remote = parseTraceparent(parent);
    const from = remote === undefined ? this.contexts.active() : trace.setSpanContext(ROOT_CONTEXT, remote);
    const span = this.tracer.startSpan(
      cleanValue(name),
      { kind: kinds[kind], attributes: cleanAttributes(attributes), links: linksTo(links) },
      from,
    );
    return this.handleOf(span, trace.setSpan(from, span));
  }

  current(): ReturnType<Tracer['current']> {
    const span = trace.getSpanContext(this.contexts.active());
    return span && { traceId: span.traceId, spanId: span.spanId, traceparent: formatTraceparent(span) };
  }

  async stop(timeoutMs: number): Promise<void> {
    // Also when the exporter hangs or fails: the end of a process does not wait for its collector.
    await Promise.race([
      this.processor.shutdown().catch(() => undefined),
      new Promise((resolve) => setTimeout(resolve, timeoutMs).unref()),
    ]);
    context.disable();
  }

  private handleOf(span: OtelSpan, inside: Context): Span {
    return {
      traceparent: formatTraceparent(span.spanContext()),
      set: (attributes) => {
        span.setAttributes(cleanAttributes(attributes));
      },
      fail: (errorType) => {
        span.setAttributes(cleanAttributes({ 'error.type': errorType }));
        span.setStatus({ code: SpanStatusCode.ERROR });
      },
      end: () => {
        span.end();
      },
      run: (work) => this.contexts.with(inside, work),
    };
  }
}

function linksTo(traceparents: readonly (string | undefined)[]): Link[] {
  return traceparents.flatMap((text) => {
    const linked = parseTraceparent(text);
    return linked === undefined ? [] : [{ context: linked }];
  });
}

function cleanAttributes(attributes: SpanAttributes): Record<string, string | number | boolean> {
  const clean: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) clean[name] = typeof value === 'string' ? cleanValue(value) : value;
  }
  return clean;
}

function cleanValue(text: string): string {
  return cleanText(text).slice(0, maxValueLength);
}

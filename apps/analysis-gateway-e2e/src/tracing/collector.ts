import { json, startFixtureServer } from '@sentrybox/testing';

/** A span as it arrived over OTLP/HTTP, with the process that sent it. */
export interface ReceivedSpan {
  readonly service: string;
  readonly pid: number;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly links: readonly string[];
}

export interface Collector {
  readonly url: string;
  /** Everything that arrived so far. */
  spans(): ReceivedSpan[];
  /** The spans as text, to look for what must not be in it. The headers hold the collector's own credential. */
  spanText(): string;
  close(): Promise<void>;
}

type Value = Readonly<{ stringValue?: string; intValue?: number | string; doubleValue?: number; boolValue?: boolean }>;

interface Attribute {
  readonly key: string;
  readonly value: Value;
}

/** ExportTraceServiceRequest of OTLP in its JSON form, as far as it is read here. */
interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly name: string;
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly attributes: readonly Attribute[];
        readonly links: readonly { readonly traceId: string }[];
      }[];
    }[];
  }[];
}

/** A collector on loopback that keeps what it gets. */
export async function startCollector(): Promise<Collector> {
  const server = await startFixtureServer({ 'POST /v1/traces': json(200, {}) });
  return {
    url: server.url,
    spans: () => server.requests.flatMap(({ body }) => spansOf(JSON.parse(body) as ExportRequest)),
    spanText: () => server.requests.map(({ body }) => body).join('\n'),
    close: () => server.close(),
  };
}

function spansOf({ resourceSpans }: ExportRequest): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const of = valuesOf(resource.attributes);
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        service: String(of['service.name']),
        pid: Number(of['process.pid']),
        name: span.name,
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId,
        attributes: valuesOf(span.attributes),
        links: span.links.map(({ traceId }) => traceId),
      })),
    );
  });
}

function valuesOf(attributes: readonly Attribute[]): Record<string, string | number | boolean> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue ?? '',
    ]),
  );
}

import { join } from 'node:path';
import type { Logger } from '../logging/logger';
import { registerSecret } from '../logging/secret-values';
import type * as Otel from './otel-tracer';
import { useTracer } from './tracing';

/** As in the configuration of every service. */
export interface TracingConfig {
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  readonly OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?: string | undefined;
  readonly OTEL_EXPORTER_OTLP_HEADERS?: string | undefined;
  readonly OTEL_TRACES_SAMPLER_ARG: number;
  readonly SENTRYBOX_OFFLINE: boolean;
}

const stopTimeoutMs = 2_000;

/**
 * Traces this process when an OTLP endpoint is configured. Without one nothing of OpenTelemetry is loaded. Of the
 * connections of a service this is the one that does not go through libs/egress: the SDK's own client makes it, to the
 * configured address alone.
 * @returns what ends it: sends what is left, for at most 2 s.
 */
export async function startTracing(
  config: TracingConfig,
  service: { readonly name: string; readonly version: string },
  logger: Logger,
): Promise<() => Promise<void>> {
  const url = tracesUrlOf(config);
  if (url === undefined) return () => Promise.resolve();
  if (config.SENTRYBOX_OFFLINE && !isLoopback(url)) {
    logger.warn('tracing_offline', { reason: 'SENTRYBOX_OFFLINE allows loopback only.' });
    return () => Promise.resolve();
  }
  const { OtelTracer, otlpExporter } = (await import(join(__dirname, 'otel-tracer'))) as typeof Otel;
  const headers = headersOf(config.OTEL_EXPORTER_OTLP_HEADERS);
  Object.values(headers).forEach(registerSecret);
  const tracer = new OtelTracer({
    service: service.name,
    version: service.version,
    exporter: otlpExporter(url.href, headers),
    ratio: config.OTEL_TRACES_SAMPLER_ARG,
  });
  useTracer(tracer);
  return async () => {
    useTracer(undefined);
    await tracer.stop(stopTimeoutMs);
  };
}

// The general endpoint gets the path of the signal, the specific one is taken as it is (OTLP exporter specification).
function tracesUrlOf(config: TracingConfig): URL | undefined {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces, OTEL_EXPORTER_OTLP_ENDPOINT: general } = config;
  if (traces !== undefined) return new URL(traces);
  return general === undefined ? undefined : new URL('v1/traces', general.endsWith('/') ? general : `${general}/`);
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** `name=value` pairs separated by commas, values percent-encoded. */
function headersOf(text = ''): Record<string, string> {
  const pairs = text.split(',').map((pair) => pair.trim().split(/=(.*)/s, 2) as [string, string?]);
  return Object.fromEntries(
    pairs.filter(([name]) => name !== '').map(([name, value = '']) => [name.trim(), decoded(value.trim())]),
  );
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

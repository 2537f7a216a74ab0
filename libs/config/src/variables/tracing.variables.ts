import { z } from 'zod';
import { secret, variable } from '../variable';

const endpoint = z.url({ protocol: /^https?$/ }).optional();

/** Traces over OTLP/HTTP: the names of the OpenTelemetry specification. */
export const tracingVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: variable(
    endpoint,
    'OTLP/HTTP collector, for example `http://localhost:4318`; spans go to `/v1/traces` below it. Unset: nothing is traced. With SENTRYBOX_OFFLINE=1 only a collector on loopback is used.',
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: variable(
    endpoint,
    'Whole address that spans are sent to, instead of the one above.',
  ),
  OTEL_EXPORTER_OTLP_HEADERS: secret(
    z
      .string()
      .regex(/^[\w.-]+=[^,]*(?:,\s*[\w.-]+=[^,]*)*$/)
      .optional(),
    "Headers for the collector, `name=value` separated by commas, values percent-encoded: the collector's credential.",
  ),
  OTEL_TRACES_SAMPLER_ARG: variable(
    z.coerce.number().min(0).max(1).default(1),
    'Share of the traces that is recorded, 0 to 1, default 1. Callers that send `traceparent` decide for their own.',
  ),
} as const;

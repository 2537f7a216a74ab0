import type { SpanContext } from '@opentelemetry/api';

/** W3C Trace Context level 1: version, trace id, parent id, flags. Later versions may append fields. */
const form = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/;
const sampledFlag = 1;

/** The span that a `traceparent` names; undefined for anything that is none. The vendor's `tracestate` is not taken. */
export function parseTraceparent(text: string | undefined): SpanContext | undefined {
  const parts = text === undefined || text.length > 128 ? null : form.exec(text);
  const [, traceId = '', spanId = '', flags = ''] = parts ?? [];
  if (parts === null || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & sampledFlag, isRemote: true };
}

export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & sampledFlag}`;
}

import type { IndicatorView, RealtimeQuery } from '@sentrybox/contracts';

/** One line of a stream; `indicator` only where the event is one. */
export interface StreamLine {
  readonly id: string;
  readonly event: 'indicator' | 'heartbeat' | 'end';
  readonly at: string;
  readonly indicator?: IndicatorView;
  readonly reason?: 'credential' | 'draining';
  readonly retry_after_ms?: number;
}

interface Wire {
  readonly mediaType: string;
  readonly line: (line: StreamLine) => string;
}

/** A client of an event stream comes back after this time. */
export const retryMs = 1_000;

const wires: Readonly<Record<'ndjson' | 'sse', Wire>> = {
  ndjson: { mediaType: 'application/x-ndjson', line: (line) => `${JSON.stringify(line)}\n` },
  sse: {
    mediaType: 'text/event-stream; charset=utf-8',
    line: ({ id, event, at, indicator, ...rest }) => {
      if (event === 'heartbeat') return `: ${at}\n\n`;
      const retry = event === 'end' ? `retry: ${retryMs}\n` : '';
      return `id: ${id}\nevent: ${event}\n${retry}data: ${JSON.stringify(indicator ?? { at, ...rest })}\n\n`;
    },
  },
};

/** As asked; else by what the client accepts. */
export function wireOf({ format }: RealtimeQuery, accept: string | undefined): Wire {
  const isEvents = accept?.toLowerCase().includes('text/event-stream') === true;
  return wires[format ?? (isEvents ? 'sse' : 'ndjson')];
}

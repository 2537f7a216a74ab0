import type { Metrics } from '@sentrybox/observability';
import type { Egress, EgressOptions } from './egress';

/** Counts and times what goes out, and what may not. Every label is of a closed set: no address, no path. */
export function egressMetrics(metrics: Metrics): Required<Pick<EgressOptions, 'onBlocked' | 'onExchange'>> {
  const blocked = metrics.counter('egress_blocked_total', 'Outbound requests that the egress guard refused.', [
    'profile',
    'reason',
  ]);
  const duration = metrics.histogram(
    'http_client_request_duration_seconds',
    'Time from an outbound request to the end of its answer, redirects included, retries one by one.',
    ['profile', 'upstream', 'http_request_method', 'outcome'],
  );
  return {
    onBlocked: (profile, reason) => {
      blocked.inc({ profile, reason });
    },
    onExchange: ({ profile, upstream, method, outcome, durationMs }) => {
      duration.observe({ profile, upstream, http_request_method: method, outcome }, durationMs / 1_000);
    },
  };
}

/** Shows the circuits at every scrape. */
export function showCircuits(metrics: Metrics, egress: Egress): void {
  const gauge = metrics.gauge(
    'egress_breaker_state',
    'Circuit breakers of upstreams, the worst per label: 0 closed, 1 half open, 2 open.',
    ['upstream'],
    () => {
      gauge.reset();
      for (const [upstream, state] of egress.circuitStates()) {
        gauge.set({ upstream }, state);
      }
    },
  );
}

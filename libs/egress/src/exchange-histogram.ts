import type { Metrics } from '@sentrybox/observability';
import type { EgressOptions } from './egress';

/** Times outbound requests up to the head of the answer. Hosts are no label: a caller could choose them. */
export function exchangeHistogram(metrics: Metrics): NonNullable<EgressOptions['onExchanged']> {
  const histogram = metrics.histogram(
    'http_client_request_duration_seconds',
    'Time from an outbound request to the head of its answer, redirects included.',
    ['profile', 'http_request_method', 'outcome'],
  );
  return ({ profile, method, outcome, durationMs }) => {
    histogram.observe({ profile, http_request_method: method, outcome }, durationMs / 1_000);
  };
}

import type { Metrics } from '@sentrybox/observability';
import type { EgressOptions } from './egress';

/** Counts refused requests; both labels are closed sets. */
export function blockedCounter(metrics: Metrics): NonNullable<EgressOptions['onBlocked']> {
  const counter = metrics.counter('egress_blocked_total', 'Outbound requests that the egress guard refused.', [
    'profile',
    'reason',
  ]);
  return (profile, reason) => {
    counter.inc({ profile, reason });
  };
}

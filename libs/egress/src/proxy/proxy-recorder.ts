import type { Logger, Metrics } from '@sentrybox/observability';
import type { OnConnection } from './passage';

/** One log line per connection of a child process, for the audit of what it reached, and the figures for operators. */
export function proxyRecorder(metrics: Metrics, logger: Logger): OnConnection {
  const connections = metrics.counter(
    'egress_proxy_connections_total',
    'Connections of child processes through the egress proxy.',
    ['profile', 'outcome'],
  );
  const bytes = metrics.counter('egress_proxy_bytes_total', 'Bytes that the egress proxy carried.', ['direction']);
  const blocked = metrics.counter('egress_blocked_total', 'Outbound requests that the egress guard refused.', [
    'profile',
    'reason',
  ]);
  return ({ leaseId, profile, target, outcome, reason, bytesSent, bytesReceived }) => {
    connections.inc({ profile, outcome });
    bytes.inc({ direction: 'sent' }, bytesSent);
    bytes.inc({ direction: 'received' }, bytesReceived);
    if (reason !== undefined) {
      blocked.inc({ profile, reason });
    }
    logger.info('egress_proxy_connection', {
      ...{ lease_id: leaseId, profile, outcome, reason, host: target?.host, port: target?.port },
      ...{ bytes_sent: bytesSent, bytes_received: bytesReceived },
    });
  };
}

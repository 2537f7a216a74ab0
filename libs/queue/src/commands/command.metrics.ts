import type { Counter, Gauge } from 'prom-client';
import type { AppName } from '@sentrybox/contracts';
import type { Logger, Metrics } from '@sentrybox/observability';

export type CommandRefusal = 'malformed' | 'signature' | 'schema' | 'unknown_name' | 'not_allowed' | 'unknown_command';
export type CommandArrival = 'accepted' | 'duplicate';

const warnEveryMs = 1_000;

/** Counts of durable messages. Labels are names of services and closed sets. */
export class CommandMetrics {
  private readonly arrivals: Counter<'peer' | 'kind' | 'result'>;
  private readonly refusals: Counter<'peer' | 'reason'>;
  private readonly pending: Gauge;
  private readonly oldest: Gauge;
  private lastWarningAt = -Infinity;

  constructor(
    metrics: Metrics,
    private readonly logger: Logger,
  ) {
    this.arrivals = metrics.counter('command_messages_total', 'Commands and outcomes that arrived.', [
      'peer',
      'kind',
      'result',
    ]);
    this.refusals = metrics.counter('command_messages_refused_total', 'Durable messages not accepted, by reason.', [
      'peer',
      'reason',
    ]);
    this.pending = metrics.gauge('command_outbox_pending', 'Durable messages that their receivers have not confirmed.');
    this.oldest = metrics.gauge('command_outbox_oldest_seconds', 'Age of the oldest message that is not confirmed.');
  }

  arrived(peer: AppName, kind: 'command' | 'outcome', result: CommandArrival): void {
    this.arrivals.inc({ peer, kind, result });
  }

  /** Logs at most once a second: whoever can write to Redis must not be able to fill the disk. */
  refused(peer: AppName, reason: CommandRefusal): void {
    this.refusals.inc({ peer, reason });
    const now = performance.now();
    if (now - this.lastWarningAt < warnEveryMs) return;
    this.lastWarningAt = now;
    this.logger.warn('command_message_refused', { peer, reason });
  }

  backlog(pending: number, oldestSeconds: number): void {
    this.pending.set(pending);
    this.oldest.set(oldestSeconds);
  }
}

import type { Counter, Histogram } from 'prom-client';
import type { Logger, Metrics } from '@sentrybox/observability';

export type RefusalReason = 'malformed' | 'signature' | 'replay' | 'late' | 'schema' | 'unknown_name' | 'not_owner';
export type MessageKind = 'ask' | 'answer' | 'announcement';
export type Outcome = 'ok' | 'error' | 'unavailable';

const warnEveryMs = 1_000;

/** Counts and times of messages. Labels are message names of the contracts and closed sets, nothing that was sent. */
export class MessagingMetrics {
  private readonly asked: Histogram<'message' | 'outcome'>;
  private readonly served: Histogram<'message' | 'outcome'>;
  private readonly refusals: Counter<'kind' | 'reason'>;
  private lastWarningAt = -Infinity;

  constructor(
    metrics: Metrics,
    private readonly logger: Logger,
  ) {
    this.asked = metrics.histogram(
      'messaging_client_operation_duration_seconds',
      'Time from asking another service to its answer or to the deadline.',
      ['message', 'outcome'],
    );
    this.served = metrics.histogram(
      'messaging_process_duration_seconds',
      'Time that a handler of an ask or an announcement took.',
      ['message', 'outcome'],
    );
    this.refusals = metrics.counter('messages_refused_total', 'Messages that were not handled, by reason.', [
      'kind',
      'reason',
    ]);
  }

  askEnded(message: string, outcome: Outcome, durationMs: number): void {
    this.asked.observe({ message, outcome }, durationMs / 1_000);
  }

  handlerEnded(message: string, outcome: Outcome, durationMs: number): void {
    this.served.observe({ message, outcome }, durationMs / 1_000);
  }

  /** Logs at most once a second: whoever can write to Redis must not be able to fill the disk. */
  refused(kind: MessageKind, reason: RefusalReason, count = 1): void {
    if (count === 0) return;
    this.refusals.inc({ kind, reason }, count);
    const now = performance.now();
    if (now - this.lastWarningAt < warnEveryMs) return;
    this.lastWarningAt = now;
    this.logger.warn('message_refused', { kind, reason });
  }
}

import type { Counter, Gauge, Histogram } from 'prom-client';
import type { Metrics } from '@sentrybox/observability';
import type { Backlog } from './store/upkeep-store';

export type WorkOutcome = 'ok' | 'retried' | 'failed' | 'lost' | 'released';
export type ReconcilerAction = 'lease_expired' | 'job_restored' | 'tick' | 'purged';

/** Counts and times of durable work. Labels are kinds of work and closed sets. */
export class QueueMetrics {
  private readonly duration: Histogram<'message' | 'outcome'>;
  private readonly lost: Counter;
  private readonly deadLetters: Counter<'queue'>;
  private readonly postponed: Counter<'queue'>;
  private readonly malformed: Counter<'queue'>;
  private readonly actions: Counter<'action'>;
  private readonly outboxPending: Gauge;
  private readonly outboxOldest: Gauge;
  private readonly oldestJob: Gauge<'queue'>;
  private readonly dueJobs: Gauge<'queue'>;
  private readonly jobs: Gauge<'queue' | 'state'>;

  constructor(metrics: Metrics) {
    this.duration = metrics.histogram(
      'messaging_process_duration_seconds',
      'Time that a handler of an ask, an announcement or work took.',
      ['message', 'outcome'],
    );
    this.lost = metrics.counter('job_lease_lost_total', 'Leases that a worker of this process lost while it worked.');
    this.deadLetters = metrics.counter('job_dead_letter_total', 'Work that ended as failed.', ['queue']);
    this.postponed = metrics.counter(
      'job_retry_postponed_total',
      'Retries that were put off because too many of a kind failed at the time.',
      ['queue'],
    );
    this.malformed = metrics.counter('job_malformed_total', 'Jobs from Redis that are not ours.', ['queue']);
    this.actions = metrics.counter('reconciler_actions_total', 'Rows that the reconciler set right.', ['action']);
    this.outboxPending = metrics.gauge('outbox_pending', 'Accepted work that was not handed to Redis yet.');
    this.outboxOldest = metrics.gauge('outbox_oldest_seconds', 'Age of the oldest row in the outbox.');
    this.oldestJob = metrics.gauge('job_age_seconds', 'Age of the oldest work that is due and not running.', ['queue']);
    this.dueJobs = metrics.gauge(
      'job_due_count',
      'Work that is due and not running, in Redis or not yet: how many workers are wanted follows from it.',
      ['queue'],
    );
    this.jobs = metrics.gauge('bullmq_job_count', 'Jobs in Redis; rows that wait for their time have none.', [
      'queue',
      'state',
    ]);
  }

  ran(kind: string, outcome: WorkOutcome, durationMs: number): void {
    this.duration.observe({ message: kind, outcome }, durationMs / 1_000);
  }

  leaseLost(): void {
    this.lost.inc();
  }

  deadLetter(kind: string): void {
    this.deadLetters.inc({ queue: kind });
  }

  retryPostponed(kind: string): void {
    this.postponed.inc({ queue: kind });
  }

  malformedJob(kind: string): void {
    this.malformed.inc({ queue: kind });
  }

  reconciled(action: ReconcilerAction, count: number): void {
    if (count > 0) this.actions.inc({ action }, count);
  }

  outbox(pending: number, oldestSeconds: number): void {
    this.outboxPending.set(pending);
    this.outboxOldest.set(oldestSeconds);
  }

  jobCounts(kind: string, counts: Readonly<Record<string, number>>): void {
    for (const [state, count] of Object.entries(counts)) this.jobs.set({ queue: kind, state }, count);
  }

  due(byKind: ReadonlyMap<string, Backlog>, kinds: readonly string[]): void {
    for (const kind of kinds) {
      this.oldestJob.set({ queue: kind }, byKind.get(kind)?.oldestSeconds ?? 0);
      this.dueJobs.set({ queue: kind }, byKind.get(kind)?.count ?? 0);
    }
  }
}

import type { Clock, Logger, Metrics } from '@sentrybox/observability';
import type { Gauge } from 'prom-client';
import { exportCheckpoint } from './exported-checkpoint';
import type { Sealer } from './sealer';
import type { SealsRepository } from './seals.repository';

export interface SealingLoopParts {
  readonly sealer: Sealer;
  readonly seals: SealsRepository;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly checkpointEveryMs: number;
}

const sealEveryMs = 1_000;

/** Seals every second and signs every so often, in each process that may; they take turns by a lock. */
export class SealingLoop {
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;
  private isFailing = false;
  private running: Promise<void> = Promise.resolve();
  private signedAtMs: number;
  private readonly waiting: Gauge;

  constructor(private readonly parts: SealingLoopParts) {
    this.signedAtMs = parts.clock.monotonicMs();
    this.waiting = parts.metrics.gauge(
      'audit_unsealed_rows',
      'Audit rows that waited for their seal when it was looked last, at most 100,000.',
    );
  }

  /** Looks first for what was forgotten, should the list of waiting events have been lost. */
  start(): void {
    this.running = this.parts.seals.noteForgotten().then(
      () => undefined,
      (error: unknown) => {
        this.parts.logger.warn('audit_sealing_failed', { error });
      },
    );
    this.schedule();
  }

  /** Ends with what is under way; the last events are sealed at the next start. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.running = this.running.then(() => this.tick());
      void this.running.then(() => {
        this.schedule();
      });
    }, sealEveryMs).unref();
  }

  private async tick(): Promise<void> {
    const { sealer, seals, clock, logger, checkpointEveryMs } = this.parts;
    try {
      this.waiting.set(await seals.countWaiting());
      await sealer.seal();
      this.isFailing = false;
      if (clock.monotonicMs() - this.signedAtMs < checkpointEveryMs) return;
      this.signedAtMs = clock.monotonicMs();
      for (const checkpoint of await sealer.checkpoint(clock.now())) {
        // The line is the copy that nobody with access to the database alone can take back.
        logger.info('audit_checkpoint', { checkpoint: exportCheckpoint(checkpoint) });
      }
    } catch (error) {
      // Once per outage, not once per second.
      if (!this.isFailing) logger.warn('audit_sealing_failed', { error });
      this.isFailing = true;
    }
  }
}

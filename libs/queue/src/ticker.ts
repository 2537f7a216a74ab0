import type { Logger } from '@sentrybox/observability';

const shortestMs = 10;

/**
 * Runs a task again and again, each time some milliseconds after the last run ended; sooner, when the run says so.
 * Failures are logged once per outage.
 */
export class Ticker {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private isStopped = true;
  private isFailing = false;

  /** @param task may return the milliseconds after which it wants to run again, if that is before `everyMs`. */
  constructor(
    private readonly name: string,
    private readonly everyMs: number,
    private readonly task: (() => Promise<number | undefined>) | (() => Promise<void>),
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.isStopped = false;
    this.schedule(this.everyMs);
  }

  /** Waits for a run that is under way; none follows. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(afterMs: number): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.running = this.run();
    }, afterMs);
  }

  private async run(): Promise<void> {
    let soonerMs: number | undefined;
    try {
      const wish = await this.task();
      if (typeof wish === 'number') soonerMs = wish;
      if (this.isFailing) this.logger.info('background_task_recovered', { task: this.name });
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing) this.logger.warn('background_task_failed', { task: this.name, error });
      this.isFailing = true;
    }
    this.schedule(Math.min(this.everyMs, Math.max(soonerMs ?? this.everyMs, shortestMs)));
  }
}

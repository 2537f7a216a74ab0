import type { Logger } from '@sentrybox/observability';

/** Runs a task again and again, each time some milliseconds after the last run ended. Failures are logged once per outage. */
export class Ticker {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private isStopped = true;
  private isFailing = false;

  constructor(
    private readonly name: string,
    private readonly everyMs: number,
    private readonly task: () => Promise<void>,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.isStopped = false;
    this.schedule();
  }

  /** Waits for a run that is under way; none follows. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.running = this.run();
    }, this.everyMs);
  }

  private async run(): Promise<void> {
    try {
      await this.task();
      if (this.isFailing) this.logger.info('background_task_recovered', { task: this.name });
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing) this.logger.warn('background_task_failed', { task: this.name, error });
      this.isFailing = true;
    }
    this.schedule();
  }
}

/** After the service began to drain, nobody is waited for longer than this, so that it ends in time. */
const drainMs = 10_000;

/** The end of one request's patience, for all plugins at once. */
export class RequestDeadline {
  private readonly passed: Promise<undefined>;
  private readonly timers: NodeJS.Timeout[] = [];
  private end: () => void = () => undefined;

  /** @param draining fires when the service drains */
  constructor(
    deadlineMs: number,
    private readonly draining: AbortSignal,
  ) {
    this.passed = new Promise((resolve) => {
      this.end = () => {
        resolve(undefined);
      };
    });
    this.timers.push(setTimeout(this.end, deadlineMs));
    if (draining.aborted) this.onDrain();
    else draining.addEventListener('abort', this.onDrain, { once: true });
  }

  /** What the work gives, or undefined when it has not come to an end in time. */
  async wait<T>(work: Promise<T>): Promise<T | undefined> {
    return await Promise.race([work, this.passed]);
  }

  /** Releases the timers; every path has to come here. */
  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.draining.removeEventListener('abort', this.onDrain);
    this.end();
  }

  private readonly onDrain = (): void => {
    this.timers.push(setTimeout(this.end, drainMs));
  };
}

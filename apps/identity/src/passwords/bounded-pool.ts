import { unavailable } from '@sentrybox/errors';

/**
 * Runs at most `width` tasks at once and lets at most `maxWaiting` wait; whoever comes later is refused at once, so that
 * a flood costs nothing but the refusals.
 */
export class BoundedPool {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly width: number,
    private readonly maxWaiting: number,
  ) {}

  /** @throws unavailable when the queue is full; whatever `task` throws. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.running >= this.width) {
      if (this.waiting.length >= this.maxWaiting) throw unavailable('Too many passwords are being checked.');
      await new Promise<void>((resolve) => this.waiting.push(resolve)); // the place is handed over, still counted
    } else {
      this.running += 1;
    }
    try {
      return await task();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.running -= 1;
      else next();
    }
  }
}

import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolutionMs = 20;
/** Over which the mean is taken: one long pause of the garbage collector is no overload. */
const windowMs = 1_000;
const nanosecondsPerMillisecond = 1_000_000;

/** How late the event loop is on average. */
export class LoopDelay {
  private readonly histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  private readonly timer: NodeJS.Timeout;
  private lastMs = 0;

  constructor() {
    this.histogram.enable();
    this.timer = setInterval(() => {
      const meanMs = this.histogram.count === 0 ? 0 : this.histogram.mean / nanosecondsPerMillisecond;
      this.lastMs = Math.max(0, meanMs - resolutionMs);
      this.histogram.reset();
    }, windowMs);
    this.timer.unref();
  }

  /** Mean of the last full window, in milliseconds. */
  meanMs(): number {
    return this.lastMs;
  }

  close(): void {
    clearInterval(this.timer);
    this.histogram.disable();
  }
}

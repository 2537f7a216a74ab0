interface Waiter {
  readonly grant: () => void;
}

/** A counted number of places, with a bounded queue before them (a bulkhead). First come, first served. */
export class Slots {
  private taken = 0;
  private readonly queue = new Set<Waiter>();

  constructor(
    private readonly capacity: number,
    private readonly queueCapacity: number,
  ) {}

  get isIdle(): boolean {
    return this.taken === 0 && this.queue.size === 0;
  }

  /**
   * @param signal ends the wait, which then rejects with the signal's reason.
   * @returns gives the place back; once, whatever it is called; undefined when there is none within `maxWaitMs` or the
   *   queue is full.
   */
  async take(maxWaitMs: number, signal: AbortSignal): Promise<(() => void) | undefined> {
    signal.throwIfAborted();
    if (this.taken < this.capacity) {
      this.taken += 1;
    } else if (this.queue.size >= this.queueCapacity || !(await this.waitForTurn(maxWaitMs, signal))) {
      return undefined;
    }
    let isGiven = false;
    return () => {
      if (!isGiven) {
        isGiven = true;
        this.give();
      }
    };
  }

  private waitForTurn(maxWaitMs: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const leave = (settle: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.queue.delete(waiter);
        settle();
      };
      const onAbort = (): void => {
        leave(() => {
          reject(signal.reason as Error); // made by the deadline, which gives errors only
        });
      };
      const timer = setTimeout(() => {
        leave(() => {
          resolve(false);
        });
      }, maxWaitMs);
      const waiter: Waiter = {
        grant: () => {
          leave(() => {
            resolve(true);
          });
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.queue.add(waiter);
    });
  }

  /** The place goes straight to the one who waits longest, so nobody can slip in between. */
  private give(): void {
    const [next] = this.queue;
    if (next === undefined) {
      this.taken -= 1;
    } else {
      next.grant();
    }
  }
}

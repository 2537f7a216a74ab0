import { EgressError } from '../egress.errors';

/** The time budget of one request, with the caller's own wish to stop. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(
    timeoutMs: number,
    private readonly callerSignal?: AbortSignal,
  ) {
    this.timer = setTimeout(() => {
      this.controller.abort(new EgressError('timeout'));
    }, timeoutMs);
    if (callerSignal?.aborted === true) {
      this.onCallerAbort();
    } else {
      callerSignal?.addEventListener('abort', this.onCallerAbort, { once: true });
    }
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Releases the timer; every path has to come here. */
  stop(): void {
    clearTimeout(this.timer);
    this.callerSignal?.removeEventListener('abort', this.onCallerAbort);
  }

  /** Waits for work that may not notice the signal by itself (look-ups, queued connections). */
  async race<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    if (signal.aborted) {
      // Nobody waits for it any more; its failure is no news.
      work.catch(() => undefined);
      throw this.reason();
    }
    let onAbort: (() => void) | undefined;
    const aborted = new Promise<never>((_resolve, reject) => {
      onAbort = () => {
        reject(this.reason());
      };
      signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([work, aborted]);
    } finally {
      if (onAbort !== undefined) {
        signal.removeEventListener('abort', onAbort);
      }
    }
  }

  /** What a request that was cut off rejects with: `timeout`, or what the caller gave when it stopped the request. */
  reason(): Error {
    return this.signal.reason as Error; // an AbortSignal without a given reason has a DOMException
  }

  private readonly onCallerAbort = (): void => {
    this.controller.abort(this.callerSignal?.reason);
  };
}

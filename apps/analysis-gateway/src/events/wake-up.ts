/** Lets one that waits be woken: before it waits, while it waits, or by the time. */
export class WakeUp {
  private isCalled = false;
  private wake: (() => void) | undefined;

  call(): void {
    this.isCalled = true;
    this.wake?.();
  }

  /** Returns when it was called since the last wait, when the signal fires, or after `maxMs`. */
  async wait(maxMs: number, signal: AbortSignal): Promise<void> {
    if (!this.isCalled && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, maxMs);
        signal.addEventListener('abort', end, { once: true });
        this.wake = end;
      });
    }
    this.wake = undefined;
    this.isCalled = false;
  }
}

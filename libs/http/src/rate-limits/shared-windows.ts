import type { Demand, Grant, WindowStore } from './sliding-window';

export interface SharedWindowsParts {
  readonly shared: WindowStore;
  readonly local: WindowStore;
  /** Resolves when the shared store answers again. */
  readonly probe: () => Promise<unknown>;
  readonly probeEveryMs: number;
  /** Called once when the shared store fails, with its error, and once when it is back. */
  readonly onChange: (isShared: boolean, error?: unknown) => void;
}

/**
 * The shared windows while they answer, else those of this process: losing Redis weakens the limits to one quota per
 * process, and never switches them off. One request waits for the failure; the rest is served locally until a probe says
 * that the store is back.
 */
export class SharedWindows implements WindowStore {
  private isAway = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly parts: SharedWindowsParts) {}

  async take(demands: readonly Demand[]): Promise<readonly Grant[]> {
    if (!this.isAway) {
      try {
        return await this.parts.shared.take(demands);
      } catch (error) {
        this.leave(error);
      }
    }
    return await this.parts.local.take(demands);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private leave(error: unknown): void {
    if (this.isAway) return;
    this.isAway = true;
    this.parts.onChange(false, error);
    this.probeLater();
  }

  private probeLater(): void {
    this.timer = setTimeout(() => {
      this.parts.probe().then(
        () => {
          this.isAway = false;
          this.parts.onChange(true);
        },
        () => {
          this.probeLater();
        },
      );
    }, this.parts.probeEveryMs).unref();
  }
}

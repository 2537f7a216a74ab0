import type { Clock } from '@sentrybox/observability';
import type { Demand, Grant, WindowStore } from './sliding-window';
import { partsPerWindow } from './sliding-window';

/** More keys than this are not remembered: the one that was counted longest ago is forgotten. About 20 MB. */
const maxKeys = 100_000;

interface Counted {
  readonly parts: Map<number, number>;
  used: number;
}

/** Windows of this process alone: what is left of the limits while Redis is away. */
export class LocalWindows implements WindowStore {
  private readonly counts = new Map<string, Counted>();

  constructor(private readonly clock: Pick<Clock, 'monotonicMs'>) {}

  take(demands: readonly Demand[]): Promise<readonly Grant[]> {
    const now = this.clock.monotonicMs();
    return Promise.resolve(demands.map((demand) => this.takeOne(demand, now)));
  }

  private takeOne({ key, quota, windowMs, wanted }: Demand, now: number): Grant {
    const partMs = windowMs / partsPerWindow;
    const part = Math.floor(now / partMs);
    const counted = this.counts.get(key) ?? { parts: new Map<number, number>(), used: 0 };
    forgetBefore(counted, part - partsPerWindow);
    const granted = Math.min(wanted, Math.max(quota - counted.used, 0));
    if (granted > 0) {
      counted.parts.set(part, (counted.parts.get(part) ?? 0) + granted);
      counted.used += granted;
      this.keep(key, counted);
    }
    const [oldest] = counted.parts.keys();
    const resetMs = oldest === undefined ? windowMs : (oldest + partsPerWindow + 1) * partMs - now;
    return { granted, used: counted.used, resetMs: Math.ceil(resetMs) };
  }

  private keep(key: string, counted: Counted): void {
    this.counts.delete(key);
    this.counts.set(key, counted);
    const [longestAgo] = this.counts.keys();
    if (this.counts.size > maxKeys && longestAgo !== undefined) this.counts.delete(longestAgo);
  }
}

/** Parts are in the order of time, for the clock is monotonic. */
function forgetBefore(counted: Counted, part: number): void {
  for (const [counts, requests] of counted.parts) {
    if (counts >= part) return;
    counted.parts.delete(counts);
    counted.used -= requests;
  }
}

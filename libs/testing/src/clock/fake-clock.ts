import type { Clock } from '@sentrybox/observability';

/** Stands still until it is told to move. */
export interface FakeClock extends Clock {
  advance(ms: number): void;
  /** Sets the time of day alone, also backwards, as an operator or NTP would. */
  set(at: Date): void;
}

export function fakeClock(startAt = new Date('2026-01-15T12:00:00.000Z')): FakeClock {
  let nowMs = startAt.getTime();
  let elapsedMs = 0;
  return {
    now: () => new Date(nowMs),
    monotonicMs: () => elapsedMs,
    advance: (ms) => {
      if (ms < 0) throw new RangeError('Time goes forward: use set().');
      nowMs += ms;
      elapsedMs += ms;
    },
    set: (at) => {
      nowMs = at.getTime();
    },
  };
}

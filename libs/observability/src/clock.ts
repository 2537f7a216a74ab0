/** Where time comes from, so that tests can set it. */
export interface Clock {
  now(): Date;
  /** Milliseconds from an arbitrary start; never goes backwards. */
  monotonicMs(): number;
}

/** Injection token of the service's `Clock`. */
export const CLOCK = Symbol('CLOCK');

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
};

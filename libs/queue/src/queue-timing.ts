/** Times of the queue in milliseconds. */
export interface QueueTiming {
  /** How long a claim holds without being renewed. */
  readonly leaseMs: number;
  readonly renewEveryMs: number;
  /** How often due rows and run-out leases are looked for; the precision of due times. */
  readonly dispatchEveryMs: number;
  /** How often rows that should have a job in Redis are compared with what is there. */
  readonly reconcileEveryMs: number;
  /** BullMQ's lock on a job and its check for jobs of dead workers. */
  readonly lockMs: number;
  readonly stalledCheckEveryMs: number;
  /** First and greatest upper bound of the wait before a retry. */
  readonly retryBaseMs: number;
  readonly retryCapMs: number;
  /** On shutdown: how long work may go on undisturbed, and how long after its signal was fired. */
  readonly drainMs: number;
  readonly abortMs: number;
}

/** A crashed worker's row is due again within lease + dispatch = 16 s; a flushed Redis is refilled within 10 s. */
export const defaultTiming: QueueTiming = {
  leaseMs: 15_000,
  renewEveryMs: 5_000,
  dispatchEveryMs: 1_000,
  reconcileEveryMs: 5_000,
  lockMs: 15_000,
  stalledCheckEveryMs: 5_000,
  retryBaseMs: 1_000,
  retryCapMs: 300_000,
  drainMs: 7_000,
  abortMs: 3_000,
};

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
  /** How often rows that ended longer ago than the retention are deleted. */
  readonly purgeEveryMs: number;
  /** A process whose event loop does nothing for so long is killed, so that its work goes to another. 0: never. */
  readonly blockedLimitMs: number;
  /** How long nothing else begins in a process beside work that may have cost earlier processes their lives. */
  readonly soloHoldMs: number;
  /** First and greatest upper bound of the wait before a retry. */
  readonly retryBaseMs: number;
  readonly retryCapMs: number;
  /** Over this time retries of a kind are at most a tenth of its first attempts, and `retryFloor` in any case. */
  readonly retryWindowMs: number;
  readonly retryFloor: number;
  /** On shutdown: how long work may go on undisturbed, and how long after its signal was fired. */
  readonly drainMs: number;
  readonly abortMs: number;
}

/**
 * A crashed worker's row is due again when its lease runs out, at most 15 s after the crash; a flushed Redis is refilled
 * within 10 s.
 */
export const defaultTiming: QueueTiming = {
  leaseMs: 15_000,
  renewEveryMs: 5_000,
  dispatchEveryMs: 1_000,
  reconcileEveryMs: 5_000,
  lockMs: 15_000,
  stalledCheckEveryMs: 5_000,
  purgeEveryMs: 600_000,
  blockedLimitMs: 30_000,
  soloHoldMs: 10_000,
  retryBaseMs: 1_000,
  retryCapMs: 300_000,
  retryWindowMs: 60_000,
  retryFloor: 20,
  drainMs: 7_000,
  abortMs: 3_000,
};

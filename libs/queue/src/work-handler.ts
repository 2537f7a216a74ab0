import type { WorkDefinition } from '@sentrybox/contracts';

/** One lease on a piece of work: what a handler gets. */
export interface WorkItem {
  /** Id of the work row; what the work is about is found by it. */
  readonly id: string;
  readonly teamId: string;
  /** 1 for the first attempt since the work was accepted or last parked with `waitUntil`. */
  readonly attempt: number;
  /** When the work was accepted. */
  readonly createdAt: Date;
  /** Fired when the lease is lost (the work was cancelled, or another worker has it) or the process is shutting down. */
  readonly signal: AbortSignal;

  /**
   * Ends the work: `fn`'s writes and the change to `done` are one transaction of the team.
   * @throws DomainError `lease_lost`, with nothing written, when another worker may have the work by now; what `fn` throws.
   */
  finish(fn?: () => Promise<void>): Promise<void>;

  /**
   * Releases the worker until `dueAt` (precision about a second), with `fn`'s writes in the same transaction. Counts
   * attempts from the start again. Throws as `finish` does.
   */
  waitUntil(dueAt: Date, fn?: () => Promise<void>): Promise<void>;

  /** Ends the work as failed for the reason `code` (lower snake case). Throws as `finish` does. */
  fail(code: string, fn?: () => Promise<void>): Promise<void>;

  /**
   * Confirms with the database that the lease is held, right before an effect outside of it.
   * @throws DomainError `lease_lost`
   */
  ensureLeased(): Promise<void>;
}

/** What `onFailed` is told about. */
export type FailedWork = Pick<WorkItem, 'id' | 'teamId' | 'attempt'>;

/**
 * Does one kind of work. A provider of some module of the app, named in `QueueModule.forApp`.
 *
 * `run` ends with exactly one of `finish`, `waitUntil` and `fail`; returning without one is a bug and fails the work.
 * It may be run again after any crash, so what it does outside the database is repeatable or checked first. When it
 * throws, the work is tried again with growing waits: unless it is a DomainError that is not retryable, or attempts are
 * used up; then the work ends as failed.
 */
export interface WorkHandler {
  readonly definition: WorkDefinition;
  run(item: WorkItem): Promise<void>;
  /**
   * Called in the transaction of the team that ends the work as failed, after `run` gave up; also when an operator cancels
   * work that waits or runs: see `isCancelled`.
   */
  onFailed?(item: FailedWork, error: unknown): Promise<void>;
  /**
   * Called in the transaction of the team in which an operator has failed work tried again; undoes what `onFailed` wrote.
   * Work of a handler with `onFailed` and without this cannot be tried again.
   */
  onRepeated?(item: FailedWork): Promise<void>;
}

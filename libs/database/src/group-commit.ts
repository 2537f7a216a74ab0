import { unavailable } from '@sentrybox/errors';
import { AsyncResource } from 'node:async_hooks';

interface Waiting<Row, Result> {
  readonly row: Row;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitOptions<Row, Result> {
  /** Makes all rows durable, with what is to be said of each in their order, or throws; called by one at a time. */
  readonly write: (rows: readonly Row[]) => Promise<readonly Result[]>;
  /** Whether a failed write may be the fault of one of its rows; then each is tried by itself. */
  readonly isRowFault: (error: unknown) => boolean;
  readonly maxRows: number;
  /** More callers than this are refused at once. */
  readonly maxWaiting: number;
}

/**
 * Writes rows of many callers together: the first of a quiet moment goes at once, those that arrive while a write is
 * under way share the next one. So nobody waits for a timer, and a busy server has few commits.
 */
export class GroupCommit<Row, Result = void> {
  // Not in the context (transaction, request) of whoever happened to come first.
  readonly #context = new AsyncResource('GroupCommit');
  #waiting: Waiting<Row, Result>[] = [];
  #isWriting = false;

  constructor(private readonly options: GroupCommitOptions<Row, Result>) {}

  /** Resolves when the row is durable. @throws what the write threw; DomainError `unavailable` when too many wait. */
  add(row: Row): Promise<Result> {
    if (this.#waiting.length >= this.options.maxWaiting) {
      return Promise.reject(unavailable('Too many calls are waiting to be recorded.'));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row, resolve, reject });
      if (this.#isWriting) return;
      this.#isWriting = true;
      // Everything that this turn of the event loop answers goes together.
      setImmediate(() => {
        this.#context.runInAsyncScope(() => void this.#drain());
      });
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#writeGroup(this.#waiting.splice(0, this.options.maxRows));
    }
    this.#isWriting = false;
  }

  async #writeGroup(group: readonly Waiting<Row, Result>[]): Promise<void> {
    let results: readonly Result[];
    try {
      results = await this.options.write(group.map(({ row }) => row));
    } catch (error) {
      if (group.length > 1 && this.options.isRowFault(error)) {
        for (const one of group) await this.#writeGroup([one]);
        return;
      }
      for (const { reject } of group) reject(error);
      return;
    }
    group.forEach(({ resolve }, index) => {
      resolve(results[index] as Result); // one for each row
    });
  }
}

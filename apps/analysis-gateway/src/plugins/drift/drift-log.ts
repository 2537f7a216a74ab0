/** What is known of the answers of one source that were not in the documented form. */
export interface Drift {
  readonly count: number;
  /** Path of the first field that differed in the last of them. */
  readonly field: string;
  readonly lastAt: Date;
}

export const DRIFT_LOG = Symbol('DRIFT_LOG');

/** Remembers answers that differed from what a source documents. */
export interface DriftLog {
  record(plugin: string, field: string, at: Date): void;
  /** Per plugin that had any. */
  all(): Promise<ReadonlyMap<string, Drift>>;
}

import type { AppName } from '@sentrybox/contracts';

/** Runs one statement (or several without parameters) as the owner. */
export type RunSql = (text: string, params?: readonly unknown[]) => Promise<Record<string, unknown>[]>;

/** A forward step. Never edited after it was merged: write the next one. Expand first, contract in a later release. */
export interface Migration {
  /** `<yyyymmddhhmm>-<verb-noun>`; the order of names is the order of steps. */
  readonly name: string;
  readonly up: (sql: RunSql) => Promise<void>;
  /** Default true. False for `CREATE INDEX CONCURRENTLY` alone; such a step must be safe to repeat. */
  readonly transactional?: boolean;
  /** Runs every time the migrations run, after all others of its set: what must be kept up, as partitions ahead of time. */
  readonly isRepeated?: boolean;
}

/** Who owns a schema: an app, or the audit log that all of them write. */
export type SchemaOwner = AppName | 'audit';

export interface MigrationSet {
  readonly app: SchemaOwner;
  readonly migrations: readonly Migration[];
}

import { bug, unavailable } from '@sentrybox/errors';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { QueryResult, QueryResultRow } from 'pg';
import type { EntityManager } from 'typeorm';
import type { ConnectionPool } from './connection/connection-pool';
import type { Statement } from './connection/statement';
import { translated } from './connection/sql-state';
import { Transaction, type Role, type TransactionOptions } from './connection/transaction';
import type { DatabaseMetrics } from './database.metrics';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Undefined: not configured. */
export interface DatabasePools {
  readonly api: ConnectionPool | undefined;
  readonly work: ConnectionPool | undefined;
}

/**
 * The one door to PostgreSQL. Every method throws DomainError `unavailable` (503) when the database is not configured,
 * not reachable or too busy.
 */
export class Database {
  readonly #current = new AsyncLocalStorage<Transaction | undefined>();

  /** @param onCallbackError told about failures of `afterCommit` callbacks, which nobody else hears of. */
  constructor(
    private readonly pools: DatabasePools,
    private readonly onCallbackError: (error: unknown) => void,
    private readonly metrics: DatabaseMetrics,
  ) {}

  /**
   * Runs `work` in a transaction of one team: its rows and the shared tables are visible, other teams' rows are neither
   * visible nor writable. Joins the current transaction if it is the same team's. Committed when `work` resolves,
   * rolled back when it rejects. No network call inside.
   * @throws DomainError `internal_error` inside another team's transaction, or one without a team.
   */
  async inTeam<T>(teamId: string, work: () => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    const current = this.#current.getStore();
    if (current !== undefined) {
      if (current.teamId === teamId.toLowerCase()) return await work();
      throw bug('A transaction of one team cannot be entered from another transaction.');
    }
    if (!uuid.test(teamId)) throw bug('A team is named by a UUID.');
    return await this.#transaction('api', teamId.toLowerCase(), work, options);
  }

  /**
   * Runs `work` in a transaction without a team: tables that belong to everyone and look-up functions; of tables with
   * teams no row is visible. Joins any current transaction of the api role.
   */
  async shared<T>(work: () => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    const current = this.#current.getStore();
    if (current?.role === 'api') return await work();
    if (current !== undefined) throw bug('A transaction of the work role cannot be left for another.');
    return await this.#transaction('api', null, work, options);
  }

  /** Runs `work` as the work role, which sees the work tables of all teams and no content. */
  async work<T>(work: () => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    const current = this.#current.getStore();
    if (current?.role === 'work') return await work();
    if (current !== undefined) throw bug('The work role is not available inside a transaction of the api role.');
    return await this.#transaction('work', null, work, options);
  }

  /** Whether there is storage at all; false means that every other method throws `unavailable`. */
  get isConfigured(): boolean {
    return this.pools.api !== undefined;
  }

  /** TypeORM inside the current transaction. @throws DomainError `internal_error` outside one. */
  get manager(): EntityManager {
    return this.#transactionNow().manager;
  }

  /** Whether the caller is inside a transaction; of which team, if any. */
  get currentTeamId(): string | null | undefined {
    return this.#current.getStore()?.teamId;
  }

  /**
   * One statement inside the current transaction, or, outside any, by itself as the api role without a team (hot reads
   * of shared tables). The caller answers for `Row` being what the statement selects.
   */
  async query<Row extends QueryResultRow>(
    statement: string | Statement,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    // The rows are typed by the statement's author; PostgreSQL has no types that the compiler could read.
    return (await this.#run(statement, values)).rows as Row[];
  }

  /** Like `query`, for a statement that returns no rows. @returns how many rows it touched. */
  async execute(statement: string | Statement, values: readonly unknown[] = []): Promise<number> {
    return (await this.#run(statement, values)).rowCount ?? 0;
  }

  /**
   * `COPY … FROM STDIN` inside the current transaction. `rows` yields text or bytes in COPY's format, split anywhere.
   * PostgreSQL refuses COPY into tables under row-level security: copy into a temporary table (`ON COMMIT DROP`), then
   * insert from there.
   * @returns the number of rows that arrived.
   */
  async copy(sql: string, rows: AsyncIterable<string | Uint8Array>): Promise<number> {
    return await this.#transactionNow().copy(sql, rows);
  }

  /**
   * A part of the current transaction whose failure undoes that part alone: needed to go on after a unique violation,
   * because PostgreSQL refuses everything after a failed statement.
   */
  async savepoint<T>(work: () => Promise<T>): Promise<T> {
    return await this.#transactionNow().savepoint(work);
  }

  /**
   * Runs `callback` once the outermost transaction is durable; never after a rollback. Its failure is logged and does
   * not reach the caller, whose change stands.
   */
  afterCommit(callback: () => void | Promise<void>): void {
    this.#transactionNow().onCommitted(callback);
  }

  /** Resolves when the server answers; for health checks. */
  async ping(): Promise<void> {
    await this.#current.exit(() => this.shared(() => this.query('SELECT 1')));
  }

  /** Waits for running transactions and closes all connections. */
  async close(): Promise<void> {
    await Promise.all([this.pools.api?.close(), this.pools.work?.close()]);
  }

  async #run(statement: string | Statement, values: readonly unknown[]): Promise<QueryResult> {
    const current = this.#current.getStore();
    if (current !== undefined) return await current.run(statement, values);
    return await this.metrics.during('api', 'statement', () => this.#pool('api').runAlone(statement, values));
  }

  async #transaction<T>(
    role: Role,
    teamId: string | null,
    work: () => Promise<T>,
    options: TransactionOptions,
  ): Promise<T> {
    const open = () => this.#inTransaction(role, teamId, work, options);
    const { result, callbacks } = await this.metrics.during(role, 'transaction', open);
    for (const callback of callbacks) await this.#runAfterCommit(callback);
    return result;
  }

  async #inTransaction<T>(
    role: Role,
    teamId: string | null,
    work: () => Promise<T>,
    options: TransactionOptions,
  ): Promise<{ result: T; callbacks: readonly (() => void | Promise<void>)[] }> {
    const transaction = await Transaction.open(this.#pool(role), role, teamId, options);
    try {
      const result = await this.#current.run(transaction, work);
      return { result, callbacks: await transaction.commit() };
    } catch (error) {
      await transaction.rollback();
      throw translated(error);
    }
  }

  async #runAfterCommit(callback: () => void | Promise<void>): Promise<void> {
    try {
      await callback();
    } catch (error) {
      this.onCallbackError(error);
    }
  }

  #pool(role: Role): ConnectionPool {
    const pool = this.pools[role];
    if (pool === undefined) throw unavailable('Storage is not configured.');
    return pool;
  }

  #transactionNow(): Transaction {
    const current = this.#current.getStore();
    if (current !== undefined) return current;
    this.#pool('api'); // without a database that is the truer reason
    throw bug('This needs a transaction: call it inside inTeam, shared or work.');
  }
}

import { bug } from '@sentrybox/errors';
import type { QueryConfig, QueryResult } from 'pg';
import type { EntityManager } from 'typeorm';
import type { Connection } from './connection';
import { answerMarginMs, statementTimeoutMs, type ConnectionPool } from './connection-pool';
import { configOf, type Statement } from './statement';

export type Role = 'api' | 'work';

export interface TransactionOptions {
  /** For this transaction's statements, in milliseconds; default 5,000. Bulk imports need more. */
  readonly statementTimeoutMs?: number;
  /** All statements see the rows as they stood at the first one. For reading what belongs together in several questions. */
  readonly isSnapshot?: boolean;
  /**
   * The work is one statement that reads: it then takes one round trip instead of two. A second statement is a bug, one that
   * writes is refused by the server. That a server is cut off is told after the time of the statement, not of a BEGIN.
   */
  readonly isOneRead?: boolean;
}

// A server that is stopped or cut off does not answer BEGIN; nobody waits longer than this to be told.
const beginTimeoutMs = 2_000;

/** One open transaction on one connection. Made by Database alone. */
export class Transaction {
  readonly #afterCommit: (() => void | Promise<void>)[] = [];
  readonly #statementTimeoutMs: number;
  #begun: Promise<unknown> = Promise.resolve();
  #manager: EntityManager | undefined;
  #isOpen = true;
  #savepoints = 0;
  #hasRead = false;

  private constructor(
    readonly role: Role,
    readonly teamId: string | null,
    private readonly pool: ConnectionPool,
    private readonly connection: Connection,
    private readonly options: TransactionOptions,
  ) {
    this.#statementTimeoutMs = options.statementTimeoutMs ?? statementTimeoutMs;
  }

  /** @param teamId a checked UUID, or null for a transaction that sees no team's rows. */
  static async open(
    pool: ConnectionPool,
    role: Role,
    teamId: string | null,
    options: TransactionOptions,
  ): Promise<Transaction> {
    const transaction = new Transaction(role, teamId, pool, await pool.connect(), options);
    if (options.isOneRead !== true) transaction.#begin(options);
    return transaction;
  }

  get manager(): EntityManager {
    this.#assertOpen();
    this.#manager ??= this.pool.orm.managerOn({ query: (text, values) => this.run(text, values) });
    return this.#manager;
  }

  async run(statement: string | Statement, values: readonly unknown[] = []): Promise<QueryResult> {
    this.#assertOpen();
    const config = configOf(statement, values);
    if (this.options.isOneRead === true) return await this.#readAlone(config);
    return await this.connection.send(config, this.#statementTimeoutMs + answerMarginMs);
  }

  /** @returns the number of rows that arrived. */
  async copy(sql: string, rows: AsyncIterable<string | Uint8Array>): Promise<number> {
    this.#assertOpen();
    if (this.options.isOneRead === true) throw bug('A transaction of one read cannot take a COPY.');
    await this.#begun; // COPY cannot be sent behind a statement that has not been answered
    return await this.connection.copy(sql, rows, this.#statementTimeoutMs + answerMarginMs);
  }

  /** Runs `work` so that a statement that fails inside it undoes `work` alone. */
  async savepoint<T>(work: () => Promise<T>): Promise<T> {
    this.#savepoints += 1;
    const name = `part_${this.#savepoints}`;
    await this.run(`SAVEPOINT ${name}`);
    try {
      const result = await work();
      await this.run(`RELEASE SAVEPOINT ${name}`);
      return result;
    } catch (error) {
      if (!this.connection.isBroken) await this.run(`ROLLBACK TO SAVEPOINT ${name}`);
      throw error;
    }
  }

  onCommitted(callback: () => void | Promise<void>): void {
    this.#assertOpen();
    this.#afterCommit.push(callback);
  }

  /** @returns what is to be run now that the transaction is durable. */
  async commit(): Promise<readonly (() => void | Promise<void>)[]> {
    await this.#begun;
    if (this.options.isOneRead === true) {
      this.#end();
      return this.#afterCommit;
    }
    const { command } = await this.connection.send({ text: 'COMMIT' }, this.#statementTimeoutMs + answerMarginMs);
    this.#end();
    // The server answers COMMIT of a failed transaction with ROLLBACK and no error.
    if (command !== 'COMMIT') throw bug('A failed statement was ignored, so the transaction was rolled back.');
    return this.#afterCommit;
  }

  /** Undoes everything; never throws. */
  async rollback(): Promise<void> {
    if (!this.#isOpen) return;
    // The server undoes by itself what a lost connection had open.
    if (!this.connection.isBroken && this.options.isOneRead !== true) {
      await this.connection.send({ text: 'ROLLBACK' }, beginTimeoutMs).catch(() => undefined);
    }
    this.#end();
  }

  #begin(options: TransactionOptions): void {
    const settings = [options.isSnapshot === true ? 'BEGIN ISOLATION LEVEL REPEATABLE READ' : 'BEGIN'];
    if (this.teamId !== null) settings.push(`SELECT set_config('app.team_id', '${this.teamId}', true)`);
    if (options.statementTimeoutMs !== undefined) {
      settings.push(`SET LOCAL statement_timeout = ${Math.ceil(options.statementTimeoutMs)}`);
      settings.push(`SET LOCAL idle_in_transaction_session_timeout = ${Math.ceil(options.statementTimeoutMs)}`);
    }
    // Not awaited: the first statement travels with it. Were this message alone refused, that statement would run by
    // itself, without a team and so without any team's rows, and commit() would report it.
    this.#begun = this.connection.send({ text: settings.join('; ') }, beginTimeoutMs);
    this.#begun.catch(() => undefined); // reported by the statement behind it and by commit
  }

  // The statement is its own transaction: with its settings it begins, and with it it ends.
  #readAlone(config: QueryConfig<unknown[]>): Promise<QueryResult> {
    if (this.#hasRead) throw bug('A transaction of one read was asked twice.');
    this.#hasRead = true;
    const settings = { teamId: this.teamId ?? '', statementTimeoutMs: this.#statementTimeoutMs };
    const read = this.connection.sendAlone(config, settings, this.#statementTimeoutMs + answerMarginMs);
    this.#begun = read;
    return read;
  }

  #assertOpen(): void {
    if (!this.#isOpen) throw bug('The transaction is over: something was not awaited inside it.');
  }

  #end(): void {
    this.#isOpen = false;
    this.connection.release();
  }
}

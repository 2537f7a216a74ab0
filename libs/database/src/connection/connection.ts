import { unavailable } from '@sentrybox/errors';
import { pipeline } from 'node:stream/promises';
import { DatabaseError, type PoolClient, type QueryConfig, type QueryResult } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { querySettled, type Settings } from './settled-query';
import { isConnectionLoss, translated } from './sql-state';

/** One checked-out connection that remembers whether it can still be used. */
export class Connection {
  #isBroken = false;

  constructor(private readonly client: PoolClient) {}

  get isBroken(): boolean {
    return this.#isBroken;
  }

  /**
   * @param timeoutMs after which the connection counts as lost: the server ends statements itself, earlier.
   * @throws DomainError `unavailable` when the connection is lost or the server is too busy; else the server's error.
   */
  async send(config: QueryConfig<unknown[]>, timeoutMs: number): Promise<QueryResult> {
    try {
      return await this.client.query({ ...config, query_timeout: timeoutMs } as QueryConfig<unknown[]>);
    } catch (error) {
      throw this.#ofQuery(error);
    }
  }

  /** The same in a transaction of its own that has these settings, in one round trip. */
  async sendAlone(config: QueryConfig<unknown[]>, settings: Settings, timeoutMs: number): Promise<QueryResult> {
    try {
      return await querySettled(this.client, settings, config, timeoutMs);
    } catch (error) {
      throw this.#ofQuery(error);
    }
  }

  /** COPY … FROM STDIN; nothing else may be under way. @returns the number of rows that arrived. */
  async copy(sql: string, rows: AsyncIterable<string | Uint8Array>, timeoutMs: number): Promise<number> {
    Reflect.set(this.client, 'pipeline', false); // pg refuses COPY on a pipelined connection
    const target = copyFrom(sql);
    const source = watched(rows);
    try {
      await pipeline(source.rows, this.client.query(target), { signal: AbortSignal.timeout(timeoutMs) });
      return target.rowCount;
    } catch (error) {
      throw source.hasFailed() ? error : this.#noted(error);
    } finally {
      Reflect.set(this.client, 'pipeline', true);
    }
  }

  /** Back to the pool, or closed if it is broken. */
  release(): void {
    this.client.release(this.#isBroken);
  }

  // A TypeError is a parameter that cannot be sent, found before anything was.
  #ofQuery(error: unknown): unknown {
    return error instanceof TypeError ? error : this.#noted(error);
  }

  // What is no answer of the server is a lost connection or a time-out; pg gives these no code to tell them by.
  #noted(error: unknown): unknown {
    if (error instanceof DatabaseError && !isConnectionLoss(error)) return translated(error);
    this.#isBroken = true;
    return unavailable('The database connection was lost.', error);
  }
}

// Whether it was the source of the rows that failed: then the connection is sound and the error is the source's own.
function watched(rows: AsyncIterable<string | Uint8Array>) {
  let hasFailed = false;
  async function* passed(): AsyncGenerator<string | Uint8Array> {
    try {
      yield* rows;
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  }
  return { rows: passed(), hasFailed: () => hasFailed };
}

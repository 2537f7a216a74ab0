import type { Pool, PoolClient, QueryConfig } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';

/** A class with TypeORM's @Entity(). */
export type EntityClass = new () => object;

/** How TypeORM reaches the connection of a transaction. */
export interface StatementRunner {
  query(text: string, values?: readonly unknown[]): Promise<unknown>;
}

const startTimeoutMs = 2_000;

/** TypeORM on connections that it does not own: entities are mapped, everything else is done by the pool. */
export class Orm {
  readonly #source: DataSource;
  #preparing: Promise<unknown> | undefined;
  /** The connection TypeORM asks for the server's version while it starts. */
  #lent: PoolClient | undefined;

  constructor(pool: Pool, entities: readonly EntityClass[]) {
    const lend = {
      on: () => undefined,
      connect: (done: (error: undefined, client: unknown, release: () => void) => void) => {
        done(undefined, onlyQueries(this.#lent), () => undefined);
      },
      end: (done: () => void) => {
        done();
      },
    };
    this.#source = new DataSource({
      type: 'postgres',
      driver: { Pool: borrowed(lend) },
      entities: [...entities],
      synchronize: false,
      migrationsRun: false,
      logging: false,
      // gen_random_uuid() is in the core; the default would want the extension uuid-ossp and the right to create it.
      uuidExtension: 'pgcrypto',
      installExtensions: false,
      database: pool.options.database,
    });
  }

  get isReady(): boolean {
    return this.#source.isInitialized;
  }

  /** Maps the entities, once; a failure (server away) leaves everything as before, to be tried again. */
  async prepare(client: PoolClient): Promise<void> {
    this.#lent ??= client;
    this.#preparing ??= this.#source.initialize().finally(() => {
      this.#preparing = undefined;
      this.#lent = undefined;
    });
    await this.#preparing;
  }

  /** An entity manager inside the transaction that is already open on `runner`. */
  managerOn(runner: StatementRunner): EntityManager {
    const queryRunner = this.#source.createQueryRunner('master');
    // The transaction is ours. Told so, TypeORM opens save points instead of ending it with a COMMIT of its own; both
    // members are protected, and connect() would take a second connection.
    Reflect.set(queryRunner, 'databaseConnection', runner);
    Reflect.set(queryRunner, 'isTransactionActive', true);
    Reflect.set(queryRunner, 'transactionDepth', 1);
    return queryRunner.manager;
  }
}

// TypeORM would add listeners and wait without limit; it needs neither for its two questions about the server.
function onlyQueries(client: PoolClient | undefined): object {
  return {
    query: (text: string) => client?.query({ text, query_timeout: startTimeoutMs } as QueryConfig),
    on: () => undefined,
    removeListener: () => undefined,
  };
}

function borrowed(pool: object): new () => object {
  return function BorrowedPool() {
    return pool;
  } as unknown as new () => object; // `new` on a function that returns an object gives that object
}

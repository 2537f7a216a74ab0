import { Query } from 'pg';
import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import type { Statement } from './statement';
import { prepared } from './statement';

/** Both hold until the end of the transaction. */
export interface Settings {
  /** '' for none. */
  readonly teamId: string;
  readonly statementTimeoutMs: number;
}

const apply: Statement = prepared(
  `SELECT set_config('app.team_id', $1, true), set_config('statement_timeout', $2, true),
     set_config('transaction_read_only', 'on', true)`,
);
const none: Settings = { teamId: '', statementTimeoutMs: 0 };

/** What pg's queries ask of their connection and its own types leave out (pg 8, lib/connection.js). */
interface Wire {
  bind(message: { readonly statement: string; readonly values: readonly unknown[] }): void;
  execute(message: object): void;
}

interface PgQuery {
  name?: string;
  queryMode?: 'extended';
  query_timeout?: number;
  prepare(wire: Wire): void;
  handleDataRow(message: object): void;
  handleCommandComplete(message: object, wire: Wire): void;
}

// The methods are there, see lib/query.js; the tests of this library run all of them.
const Base = Query as unknown as new (text: string, values: readonly unknown[], done: Done) => PgQuery;

type Done = (error: Error | null, result: QueryResult) => void;

/**
 * A statement that reads, in a transaction of its own with settings of its own, in one round trip: what is sent up to one
 * Sync is one transaction for the server, and nothing of it runs behind an error. The answer of the settings is left out.
 */
class SettledQuery extends Base {
  #isSettled = false;

  // Not with a configuration: pg copies that property by property, 1 % of the CPU time of a look-up.
  constructor(
    private readonly settings: Settings,
    { name, text, values = [] }: QueryConfig<unknown[]>,
    done: Done,
  ) {
    super(text, values, done);
    if (name !== undefined) this.name = name;
    this.queryMode = 'extended';
  }

  override prepare(wire: Wire): void {
    wire.bind({ statement: apply.name, values: valuesOf(this.settings) });
    wire.execute({});
    super.prepare(wire);
  }

  override handleDataRow(message: object): void {
    if (this.#isSettled) super.handleDataRow(message);
  }

  override handleCommandComplete(message: object, wire: Wire): void {
    if (this.#isSettled) super.handleCommandComplete(message, wire);
    this.#isSettled = true;
  }
}

const valuesOf = ({ teamId, statementTimeoutMs }: Settings) => [teamId, String(Math.ceil(statementTimeoutMs))];

/** Which connections have the statement of the settings. */
const isReady = new WeakSet<PoolClient>();

/** @param timeoutMs after which pg gives the connection up */
export async function querySettled(
  client: PoolClient,
  settings: Settings,
  config: QueryConfig<unknown[]>,
  timeoutMs: number,
): Promise<QueryResult> {
  // Not awaited: it travels with what needs it, which fails in its place.
  if (!isReady.has(client)) {
    client.query({ ...apply, values: valuesOf(none), query_timeout: timeoutMs } as QueryConfig<unknown[]>).then(
      () => isReady.add(client),
      () => undefined,
    );
  }
  return await new Promise<QueryResult>((resolve, reject) => {
    const query = new SettledQuery(settings, config, (error, result) => {
      if (error === null) resolve(result);
      else reject(error);
    });
    query.query_timeout = timeoutMs;
    client.query(query as unknown as Query); // a Query by its class
  });
}

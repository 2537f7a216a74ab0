import type { Metrics } from '@sentrybox/observability';
import { ConnectionPool } from './connection/connection-pool';
import type { EntityClass } from './connection/orm';
import { Database } from './database';
import { DatabaseMetrics } from './database.metrics';

/** Connections per process, by role : seven apps take 56 of PostgreSQL's default of 100. */
export const poolSizes = { api: 5, work: 3 } as const;

export interface DatabaseOptions {
  readonly applicationName: string;
  readonly schema: string;
  readonly entities: readonly EntityClass[];
  readonly url: string | undefined;
  readonly workUrl: string | undefined;
  /** Told about broken idle connections and failed `afterCommit` callbacks; `event` is a log event's name. */
  readonly onError: (event: string, error: unknown) => void;
  /** Default: figures that nobody reads. */
  readonly metrics?: Metrics;
}

/** A Database outside Nest: scripts and tests. Close it. Connects when first used. */
export function openDatabase(options: DatabaseOptions): Database {
  const { applicationName, schema, entities, url, workUrl, onError } = options;
  const poolOf = (role: 'api' | 'work', roleUrl: string) =>
    new ConnectionPool({
      url: roleUrl,
      applicationName: `${applicationName}-${role}`,
      schema,
      size: poolSizes[role],
      entities,
      onError: (error) => {
        onError('database_connection_broken', error);
      },
    });
  return new Database(
    {
      api: url === undefined ? undefined : poolOf('api', url),
      work: workUrl === undefined ? undefined : poolOf('work', workUrl),
    },
    (error) => {
      onError('after_commit_failed', error);
    },
    new DatabaseMetrics(schema, options.metrics),
  );
}

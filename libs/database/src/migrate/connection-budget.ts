import { appNames } from '@sentrybox/contracts';
import { poolSizes } from '../open-database';
import type { RunSql } from './migration';

/**
 * A sentence for the operator when one process of every app could ask for more connections than the server gives, else
 * undefined.
 */
export async function connectionShortage(sql: RunSql): Promise<string | undefined> {
  const [row] = await sql(
    `SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS usable`,
  );
  const usable = Number(row?.usable);
  const wanted = appNames.length * (poolSizes.api + poolSizes.work);
  if (usable >= wanted) return undefined;
  return `PostgreSQL accepts ${usable} connections, but one process of every app may open ${wanted}: raise max_connections.`;
}

import { appNames, schemaOf } from '@sentrybox/contracts';
import { loginRoles, rolesOf } from '@sentrybox/database';
import { catalogueChecks } from './tenancy-checks';

export interface TenancyExceptions {
  /** Names of unique indexes that rightly do not start with the team: over a digest or another value nobody can guess. */
  readonly globallyUnique?: readonly string[];
}

type Query = (text: string, values: readonly unknown[]) => Promise<object[]>;

/**
 * Asks PostgreSQL's catalogue whether the wall between teams stands (requirement A10), in all schemas of the product:
 * row-level security forced on every table with a team, its policies bound to the transaction's team, no power in the
 * roles, no way around by views, functions, partitions, keys or other apps' schemas.
 * @param query as the owner, for example `testDatabase().query`
 * @returns one sentence per fault; none is the aim
 */
export async function tenancyFaults(query: Query, exceptions: TenancyExceptions = {}): Promise<string[]> {
  const schemas = Object.values(schemaOf);
  const parameters = {
    schemas: [...schemas, 'audit'],
    api: schemas.map((schema) => rolesOf(schema).api),
    work: schemas.map((schema) => rolesOf(schema).work),
    definers: schemas.map((schema) => rolesOf(schema).definer),
    logins: loginRoles,
    // A role's own schema, by position.
    homes: appNames.map((app) => schemaOf[app]),
    globallyUnique: exceptions.globallyUnique ?? [],
  };
  const faults: string[] = [];
  for (const { sql, uses } of catalogueChecks) {
    const rows = await query(
      sql,
      uses.map((name) => parameters[name]),
    );
    faults.push(...rows.map((row) => String(Object.values(row)[0])));
  }
  return faults.sort();
}

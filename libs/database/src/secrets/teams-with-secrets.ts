import type { Database } from '../database';
import { identifier } from '../schema/tenant-table';

const batchSize = 1_000; // of the look-up function

/**
 * Every team that keeps a secret in the schema, for `rewrapSecrets`. Asks the function `teams_with_secrets(after uuid)`
 * of the schema, which gives 1,000 ids at a time in their order.
 */
export async function teamsWithSecrets(database: Database, schema: string): Promise<string[]> {
  const teams: string[] = [];
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await database.query<{ team_id: string }>(
      `SELECT team_id FROM ${identifier(schema)}.teams_with_secrets($1)`,
      [after],
    );
    teams.push(...rows.map(({ team_id: teamId }) => teamId));
    const last = teams.at(-1);
    if (rows.length < batchSize || last === undefined) return teams;
    after = last;
  }
}

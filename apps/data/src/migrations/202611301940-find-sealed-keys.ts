import { lookupFunction } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';

/** Which teams keep keys of providers here, 1,000 at a time in the order of their ids. For a change of the key that seals them. */
export const findSealedKeys: Migration = {
  name: '202611301940-find-sealed-keys',
  up: async (sql) => {
    await sql(
      lookupFunction({
        schema: 'data',
        name: 'teams_with_secrets',
        args: 'after uuid',
        returns: 'TABLE (team_id uuid)',
        body: `SELECT DISTINCT c.team_id FROM data.team_collection AS c
          WHERE c.credential IS NOT NULL AND c.team_id > after ORDER BY c.team_id LIMIT 1000`,
        reads: ['team_collection'],
      }),
    );
  },
};

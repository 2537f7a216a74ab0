import type { Migration } from '@sentrybox/database';
import { lookupFunction } from '@sentrybox/database';

/** Which teams keep secrets here, 1,000 at a time in the order of their ids. For a change of the key that seals them. */
export const findSealedSecrets: Migration = {
  name: '202611301820-find-sealed-secrets',
  async up(sql) {
    await sql(
      lookupFunction({
        schema: 'analysis',
        name: 'teams_with_secrets',
        args: 'after uuid',
        returns: 'table (team_id uuid)',
        body: `
          select p.team_id from analysis.plugin_setting as p where p.sealed is not null and p.team_id > after
          union
          select t.team_id from analysis.team_setting as t where t.webhook_secret is not null and t.team_id > after
          order by team_id limit 1000`,
        reads: ['plugin_setting', 'team_setting'],
      }),
    );
  },
};

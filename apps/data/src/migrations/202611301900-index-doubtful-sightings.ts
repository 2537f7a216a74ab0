import type { Migration } from '@sentrybox/database';

/**
 * Sightings that say something by which they may not count: gone, expiring, or not for everybody. Most indicators have none,
 * so that a count of a frequent part of names asks a small index instead of every sighting. Rows of plain lists are not in
 * it, so that importing them costs nothing more.
 */
export const indexDoubtfulSightings: Migration = {
  name: '202611301900-index-doubtful-sightings',
  up: async (sql) => {
    for (const [family, team] of [
      ['', ''],
      ['team_', 'team_id, '],
    ] as const) {
      await sql(`
        CREATE INDEX ${family}sighting_doubtful_idx ON data.${family}sighting (${team}indicator_id)
          WHERE delisted_at IS NOT NULL OR expires_at IS NOT NULL OR tlp IS NOT NULL`);
    }
  },
};

import type { Migration } from '@sentrybox/database';

/**
 * Sightings refer to their source and indicator without foreign keys: checking both for each row took more than half of
 * the time of an import (11 of 21 s of CPU time per million rows). That none is left without them is kept by those who
 * write, one at a time: see docs/adr/0005.
 */
export const dropSightingKeys: Migration = {
  name: '202611301840-drop-sighting-keys',
  up: async (sql) => {
    await sql(`
      ALTER TABLE data.sighting
        DROP CONSTRAINT sighting_source_id_fkey,
        DROP CONSTRAINT sighting_indicator_id_fkey;
      ALTER TABLE data.team_sighting
        DROP CONSTRAINT team_sighting_team_id_source_id_fkey,
        DROP CONSTRAINT team_sighting_team_id_indicator_id_fkey;`);
  },
};

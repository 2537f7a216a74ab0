import { grantTable, tenantTable } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';

const markColumns = `
    id uuid NOT NULL,
    type text COLLATE "C" NOT NULL,
    lookup_key text COLLATE "C" NOT NULL,
    value text NOT NULL,
    reason text NOT NULL,
    marked_by text NOT NULL,
    marked_at timestamptz NOT NULL`;

const all = { api: 'select, insert, update, delete' };

/** Values that somebody looked at and found to be listed wrongly: by the platform for everybody, by a team for itself. */
export const createMarks: Migration = {
  name: '202611301510-create-marks',
  up: async (sql) => {
    await sql(`
      CREATE TABLE data.false_positive (${markColumns}, PRIMARY KEY (id), UNIQUE (lookup_key, type));
      CREATE TABLE data.team_false_positive (
        team_id uuid NOT NULL, ${markColumns}, PRIMARY KEY (team_id, id), UNIQUE (team_id, lookup_key, type)
      );
      ${tenantTable('data', 'team_false_positive')}
      ${grantTable('data', 'false_positive', all)}
      ${grantTable('data', 'team_false_positive', all)}`);
  },
};

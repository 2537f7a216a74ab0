import { grantTable, tenantTable } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';

const columns = `
    source_id uuid NOT NULL,
    first_id uuid NOT NULL,
    last_id uuid NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now()`;

const grants = { api: 'select, insert, delete' };

/**
 * What was new with each list that arrived, in the order in which readers came to see it: who writes one family takes
 * turns until the commit, so numbers are given in that order. A row names a source and a span of ids instead of a million
 * indicators.
 */
export const createArrivals: Migration = {
  name: '202611301520-create-arrivals',
  up: async (sql) => {
    await sql(`
      CREATE TABLE data.arrival (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ${columns});
      CREATE INDEX arrival_noted_idx ON data.arrival (noted_at);
      CREATE TABLE data.team_arrival (
        team_id uuid NOT NULL, seq bigint GENERATED ALWAYS AS IDENTITY, ${columns}, PRIMARY KEY (team_id, seq)
      );
      CREATE INDEX team_arrival_noted_idx ON data.team_arrival (team_id, noted_at);
      ${tenantTable('data', 'team_arrival')}
      ${grantTable('data', 'arrival', grants)}
      ${grantTable('data', 'team_arrival', grants)}`);
  },
};

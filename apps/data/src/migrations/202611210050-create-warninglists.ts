import { grantTable, tenantTable } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';

export const createWarninglists: Migration = {
  name: '202611210050-create-warninglists',
  up: async (sql) => {
    await sql(`
      CREATE TABLE data.warninglist (
        team_id uuid NOT NULL,
        id uuid NOT NULL,
        name text NOT NULL,
        description text NOT NULL,
        version text NOT NULL,
        match_type text NOT NULL,
        attributes text[] NOT NULL,
        signal text,
        entries text[] NOT NULL,
        imported_at timestamptz NOT NULL,
        PRIMARY KEY (team_id, id),
        UNIQUE (team_id, name)
      );
      ${tenantTable('data', 'warninglist')}
      ${grantTable('data', 'warninglist', { api: 'select, insert, update, delete' })}`);
  },
};

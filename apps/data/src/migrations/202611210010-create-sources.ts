import { grantTable, tenantTable } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';

const columns = `
    name text NOT NULL,
    description text NOT NULL,
    source_type text NOT NULL CHECK (source_type IN ('open_source', 'commercial', 'internal')),
    url text,
    licence text,
    lineage text NOT NULL,
    reliability text NOT NULL CHECK (reliability IN ('A', 'B', 'C', 'D', 'E', 'F')),
    format jsonb NOT NULL,
    mode text NOT NULL CHECK (mode IN ('snapshot', 'delta')),
    default_confidence real NOT NULL CHECK (default_confidence BETWEEN 0 AND 1),
    default_severity smallint NOT NULL CHECK (default_severity BETWEEN 1 AND 5),
    threat_types text[] NOT NULL,
    tags text[] NOT NULL,
    is_enabled boolean NOT NULL,
    indicators_count bigint NOT NULL DEFAULT 0,
    last_imported_at timestamptz,
    snapshot_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz`;

/**
 * Two families of tables of the same shape: what belongs to everybody has no team and no row security, so that hot
 * reads need no tenant transaction; what a team imported for itself has both. `snapshot_at` is when the last complete
 * list arrived: all rows it listed without a date of their own were last seen then, and need no write to say so.
 */
export const createSources: Migration = {
  name: '202611210010-create-sources',
  up: async (sql) => {
    await sql(`
      CREATE TABLE data.source (id uuid PRIMARY KEY, ${columns});
      CREATE UNIQUE INDEX source_name_key ON data.source (lower(name)) WHERE deleted_at IS NULL;
      CREATE TABLE data.team_source (team_id uuid NOT NULL, id uuid NOT NULL, ${columns}, PRIMARY KEY (team_id, id));
      CREATE UNIQUE INDEX team_source_name_key ON data.team_source (team_id, lower(name)) WHERE deleted_at IS NULL;
      ${tenantTable('data', 'team_source')}
      ${grantTable('data', 'source', { api: 'select, insert, update, delete' })}
      ${grantTable('data', 'team_source', { api: 'select, insert, update, delete' })}`);
  },
};

import { grantTable, tenantTable } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';

// `work_id` is the row of work that measures the source again and again.
const columns = `
    work_id uuid NOT NULL UNIQUE,
    measured_at timestamptz,
    figures jsonb,
    CHECK ((measured_at IS NULL) = (figures IS NULL))`;

/** What was measured of each source last. */
export const createSourceQuality: Migration = {
  name: '202611301850-create-source-quality',
  up: async (sql) => {
    await sql(`
      CREATE TABLE data.source_quality (
        source_id uuid PRIMARY KEY REFERENCES data.source ON DELETE CASCADE, ${columns}
      );
      CREATE TABLE data.team_source_quality (
        team_id uuid NOT NULL, source_id uuid NOT NULL, ${columns}, PRIMARY KEY (team_id, source_id),
        FOREIGN KEY (team_id, source_id) REFERENCES data.team_source (team_id, id) ON DELETE CASCADE
      );
      ${tenantTable('data', 'team_source_quality')}
      ${grantTable('data', 'source_quality', { api: 'select, insert, update, delete' })}
      ${grantTable('data', 'team_source_quality', { api: 'select, insert, update, delete' })}`);
  },
};

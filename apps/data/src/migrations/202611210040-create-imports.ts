import { grantTable, tenantTable } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';

const columns = `
    source_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    mode text NOT NULL CHECK (mode IN ('snapshot', 'delta')),
    format jsonb NOT NULL,
    file_bytes bigint NOT NULL,
    file_sha256 text NOT NULL,
    counts jsonb NOT NULL,
    rejected_by_reason jsonb NOT NULL,
    rejected_samples jsonb NOT NULL,
    error_code text,
    error_message text,
    created_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    CHECK ((state = 'running') = (finished_at IS NULL)),
    CHECK ((state = 'failed') = (error_code IS NOT NULL))`;

const all = { api: 'select, insert, update, delete' };

/**
 * Imports of platform sources and of team sources. The file of an import that goes on in a worker waits in pieces of
 * 1 MiB: whichever replica takes the work finds it, and it is gone with the transaction that ends the import.
 */
export const createImports: Migration = {
  name: '202611210040-create-imports',
  up: async (sql) => {
    await sql(`
      CREATE TABLE data.import (id uuid PRIMARY KEY, ${columns}, FOREIGN KEY (source_id) REFERENCES data.source);
      CREATE INDEX import_source_idx ON data.import (source_id, id);
      CREATE TABLE data.team_import (
        team_id uuid NOT NULL, id uuid NOT NULL, ${columns}, PRIMARY KEY (team_id, id),
        FOREIGN KEY (team_id, source_id) REFERENCES data.team_source (team_id, id)
      );
      CREATE INDEX team_import_source_idx ON data.team_import (team_id, source_id, id);
      CREATE TABLE data.team_import_chunk (
        team_id uuid NOT NULL, import_id uuid NOT NULL, seq integer NOT NULL, content bytea NOT NULL,
        PRIMARY KEY (team_id, import_id, seq)
      );
      ALTER TABLE data.team_import_chunk ALTER COLUMN content SET STORAGE EXTERNAL;
      ${tenantTable('data', 'team_import')}
      ${tenantTable('data', 'team_import_chunk')}
      ${grantTable('data', 'import', all)}
      ${grantTable('data', 'team_import', all)}
      ${grantTable('data', 'team_import_chunk', { api: 'select, insert, delete' })}`);
  },
};

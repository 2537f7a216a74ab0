import { grantTable, tenantTable } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';

const families = ['', 'team_'] as const;
const tlp = `('clear', 'green', 'amber', 'amber+strict', 'red')`;

// What a file says of one row; NULL leaves it to the source, as for the columns that were there before.
const extendSighting = (family: string) => `
  ALTER TABLE data.${family}sighting
    ADD COLUMN tlp text CHECK (tlp IN ${tlp}),
    ADD COLUMN family text,
    ADD COLUMN reference text,
    ADD COLUMN expires_at timestamptz;`;

// `feed_id` names the catalogue entry that a source was made from.
const extendSource = (family: string) => `
  ALTER TABLE data.${family}source
    ADD COLUMN feed_id text,
    ADD COLUMN tlp text NOT NULL DEFAULT 'clear' CHECK (tlp IN ${tlp}),
    ADD COLUMN disclosure text NOT NULL DEFAULT 'none' CHECK (disclosure IN ('none', 'passive', 'active', 'public')),
    ADD COLUMN valid_for_seconds integer CHECK (valid_for_seconds > 0);`;

// How the list of a source is fetched (`credential` is a sealed key), then what the last run left for the next one and for
// people. `next_run_id` is the one run that is waiting or under way.
const collectionColumns = `
    settings jsonb NOT NULL,
    credential text,
    validators jsonb NOT NULL DEFAULT '{}',
    failures integer NOT NULL DEFAULT 0,
    next_run_id uuid,
    next_run_at timestamptz,
    last_status text,
    last_reason text,
    last_ended_at timestamptz`;

// A run that fetches has no file before it has fetched one, and may end without any. What was held back has a reason too.
const extendImport = (family: string) => `
  ALTER TABLE data.${family}import
    DROP CONSTRAINT ${family}import_state_check,
    DROP CONSTRAINT ${family}import_check,
    DROP CONSTRAINT ${family}import_check1,
    ALTER COLUMN file_bytes DROP NOT NULL,
    ALTER COLUMN file_sha256 DROP NOT NULL,
    ADD COLUMN origin text NOT NULL DEFAULT 'upload' CHECK (origin IN ('upload', 'collection')),
    ADD COLUMN http_status integer,
    ADD COLUMN flagged_by_list jsonb NOT NULL DEFAULT '{}',
    ADD CONSTRAINT ${family}import_state
      CHECK (state IN ('waiting', 'running', 'done', 'unchanged', 'held', 'failed', 'cancelled')),
    ADD CONSTRAINT ${family}import_ended CHECK ((state IN ('waiting', 'running')) = (finished_at IS NULL)),
    ADD CONSTRAINT ${family}import_reason CHECK ((state IN ('held', 'failed')) = (error_code IS NOT NULL));`;

const evidenceColumns = (scope: string) => `
    s.indicator_id,
    o.id AS source_id,
    o.name AS source_name,
    '${scope}'::text AS scope,
    o.reliability,
    o.lineage,
    s.first_seen_at,
    coalesce(s.last_seen_at, o.snapshot_at, s.first_seen_at) AS last_seen_at,
    s.delisted_at,
    coalesce(s.confidence, o.default_confidence) AS confidence,
    coalesce(s.severity, o.default_severity) AS severity,
    coalesce(s.threat_types, o.threat_types) AS threat_types,
    o.tags || coalesce(s.tags, '{}') AS tags,
    coalesce(s.tlp, o.tlp) AS tlp,
    s.family,
    s.reference,
    coalesce(s.expires_at, coalesce(s.last_seen_at, o.snapshot_at, s.first_seen_at)
      + make_interval(secs => o.valid_for_seconds)) AS expires_at`;

/**
 * Handling, family, reference and expiry of a sighting; how a source is collected; runs that fetch. The views get their
 * new columns behind the old ones, so that what reads them by position goes on.
 */
export const extendSightings: Migration = {
  name: '202611301415-extend-sightings',
  up: async (sql) => {
    for (const family of families) {
      await sql(extendSighting(family));
      await sql(extendSource(family));
      await sql(extendImport(family));
    }
    await sql(`
      CREATE OR REPLACE VIEW data.evidence WITH (security_invoker = true) AS
        SELECT ${evidenceColumns('platform')}
        FROM data.sighting s JOIN data.source o ON o.id = s.source_id
        WHERE o.is_enabled AND o.deleted_at IS NULL;
      CREATE OR REPLACE VIEW data.team_evidence WITH (security_invoker = true) AS
        SELECT s.team_id, ${evidenceColumns('team')}
        FROM data.team_sighting s JOIN data.team_source o ON o.team_id = s.team_id AND o.id = s.source_id
        WHERE o.is_enabled AND o.deleted_at IS NULL;
      CREATE UNIQUE INDEX source_feed_key ON data.source (feed_id) WHERE deleted_at IS NULL;`);
    await sql(`
      CREATE TABLE data.collection (
        source_id uuid PRIMARY KEY REFERENCES data.source ON DELETE CASCADE, ${collectionColumns}
      );
      CREATE TABLE data.team_collection (
        team_id uuid NOT NULL, source_id uuid NOT NULL, ${collectionColumns}, PRIMARY KEY (team_id, source_id),
        FOREIGN KEY (team_id, source_id) REFERENCES data.team_source (team_id, id) ON DELETE CASCADE
      );
      ${tenantTable('data', 'team_collection')}
      ${grantTable('data', 'collection', { api: 'select, insert, update, delete' })}
      ${grantTable('data', 'team_collection', { api: 'select, insert, update, delete' })}`);
  },
};

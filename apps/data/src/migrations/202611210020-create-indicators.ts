import { grantTable, tenantTable } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';

// Values are compared by their bytes (collation C): one index then answers equality, prefixes and uniqueness.
// A btree key holds about 2.7 kB: values beyond 254 bytes have a key of their beginning and their SHA-256.
const indicatorColumns = `
    type text COLLATE "C" NOT NULL,
    lookup_key text COLLATE "C" NOT NULL,
    long_value text COLLATE "C"`;

// NULL means that the file said nothing: the source's own value holds, whatever it is changed to later.
const sightingColumns = `
    first_seen_at timestamptz NOT NULL,
    last_seen_at timestamptz,
    delisted_at timestamptz,
    confidence real CHECK (confidence BETWEEN 0 AND 1),
    severity smallint CHECK (severity BETWEEN 1 AND 5),
    threat_types text[],
    tags text[]`;

const all = { api: 'select, insert, update, delete' };

/** One row per canonical value and type, and one sighting per source that lists it. */
export const createIndicators: Migration = {
  name: '202611210020-create-indicators',
  up: async (sql) => {
    await sql(`
      CREATE TABLE data.indicator (id uuid PRIMARY KEY, ${indicatorColumns});
      CREATE UNIQUE INDEX indicator_lookup_key ON data.indicator (lookup_key, type);
      CREATE INDEX indicator_type_idx ON data.indicator (type, id);
      CREATE TABLE data.sighting (
        source_id uuid NOT NULL REFERENCES data.source,
        indicator_id uuid NOT NULL REFERENCES data.indicator,
        ${sightingColumns},
        PRIMARY KEY (source_id, indicator_id)
      );
      CREATE INDEX sighting_indicator_idx ON data.sighting (indicator_id);
      ${grantTable('data', 'indicator', all)}
      ${grantTable('data', 'sighting', all)}`);
    await sql(`
      CREATE TABLE data.team_indicator (
        team_id uuid NOT NULL, id uuid NOT NULL, ${indicatorColumns}, PRIMARY KEY (team_id, id)
      );
      CREATE UNIQUE INDEX team_indicator_lookup_key ON data.team_indicator (team_id, lookup_key, type);
      CREATE INDEX team_indicator_type_idx ON data.team_indicator (team_id, type, id);
      CREATE TABLE data.team_sighting (
        team_id uuid NOT NULL,
        source_id uuid NOT NULL,
        indicator_id uuid NOT NULL,
        ${sightingColumns},
        PRIMARY KEY (team_id, source_id, indicator_id),
        FOREIGN KEY (team_id, source_id) REFERENCES data.team_source (team_id, id),
        FOREIGN KEY (team_id, indicator_id) REFERENCES data.team_indicator (team_id, id)
      );
      CREATE INDEX team_sighting_indicator_idx ON data.team_sighting (team_id, indicator_id);
      ${tenantTable('data', 'team_indicator')}
      ${tenantTable('data', 'team_sighting')}
      ${grantTable('data', 'team_indicator', all)}
      ${grantTable('data', 'team_sighting', all)}`);
  },
};

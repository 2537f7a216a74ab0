import { currentTeamSql, lookupFunction } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';

// Frozen here; what searches ask is model/text-types.ts, and a test of the plans fails where the two part.
const textTypes = `'domain', 'onion', 'url', 'email', 'file_name', 'windows_path', 'unix_path', 'unc_path',
  'registry_key', 'user_agent', 'yara_rule', 'cve'`;
const isTextSql = (alias: string): string => `(${alias}type IN (${textTypes})) IS TRUE`;
const wholeValueSql = (alias: string): string => `coalesce(${alias}long_value, ${alias}lookup_key)`;

// New parts of words wait in a list and are sorted into the index together: with the default of 4 MB a million names take
// 69 s, with 64 MB 29 s (19 s without the index). Searches read the list as well, some 75 ms of a full one, so that
// autovacuum is told to empty it soon, not after a fifth of the table.
const pendingListKb = 65_536;
const tended = 'autovacuum_vacuum_insert_scale_factor = 0.005, autovacuum_analyze_scale_factor = 0.02';

// One shape of index per kind of question: see docs/adr/0010. Only what a file said of itself is indexed among the
// sightings: what a source says of all its rows is found by the source.
const indexesOf = (family: string, team: string, gin: string) => `
  ALTER TABLE data.${family}indicator SET (${tended});
  CREATE INDEX ${family}indicator_text_idx ON data.${family}indicator
    USING gin (${gin}(${wholeValueSql('')}) gin_trgm_ops)
    WITH (gin_pending_list_limit = ${pendingListKb}) WHERE ${isTextSql('')};
  CREATE INDEX ${family}indicator_network_idx ON data.${family}indicator (${team}(lookup_key::inet))
    WHERE type IN ('ipv6', 'cidr');
  CREATE INDEX ${family}sighting_severity_idx ON data.${family}sighting (${team}severity, indicator_id)
    WHERE severity IS NOT NULL;
  CREATE INDEX ${family}sighting_confidence_idx ON data.${family}sighting (${team}confidence, indicator_id)
    WHERE confidence IS NOT NULL;
  CREATE INDEX ${family}sighting_last_seen_idx ON data.${family}sighting (${team}last_seen_at, indicator_id)
    WHERE last_seen_at IS NOT NULL;
  CREATE INDEX ${family}sighting_tags_idx ON data.${family}sighting USING gin (${gin}tags) WHERE tags IS NOT NULL;
  CREATE INDEX ${family}sighting_delisted_idx ON data.${family}sighting (${team}delisted_at)
    WHERE delisted_at IS NOT NULL;
  CREATE INDEX ${family}sighting_expires_idx ON data.${family}sighting (${team}expires_at)
    WHERE expires_at IS NOT NULL;`;

// Under row security PostgreSQL goes by an index only for comparisons that cannot leak what they compare; parts of words
// and elements of lists are not among them. These two functions may, and give ids of the transaction's own team only.
const teamText = lookupFunction({
  schema: 'data',
  name: 'team_ids_with_text',
  args: 'pattern text, most integer',
  returns: 'TABLE (id uuid)',
  body: `SELECT i.id FROM data.team_indicator i
    WHERE i.team_id = ${currentTeamSql} AND ${isTextSql('i.')} AND ${wholeValueSql('i.')} ILIKE pattern
    LIMIT most`,
  reads: ['team_indicator'],
});

const teamTag = lookupFunction({
  schema: 'data',
  name: 'team_ids_with_tag',
  args: 'tag text, most integer',
  returns: 'TABLE (id uuid)',
  body: `SELECT s.indicator_id FROM data.team_sighting s
    WHERE s.team_id = ${currentTeamSql} AND s.tags IS NOT NULL AND s.tags @> ARRAY[tag] LIMIT most`,
  reads: ['team_sighting'],
});

/** What searches go by; the value itself and the type have had their indexes from the start. */
export const indexSearch: Migration = {
  name: '202611301500-index-search',
  up: async (sql) => {
    await sql('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    await sql('CREATE EXTENSION IF NOT EXISTS btree_gin');
    await sql(indexesOf('', '', ''));
    await sql(indexesOf('team_', 'team_id, ', 'team_id, '));
    await sql(teamText);
    await sql(teamTag);
  },
};

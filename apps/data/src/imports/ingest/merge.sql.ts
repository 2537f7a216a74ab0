import { tablesOf } from '../../model';
import type { TableFamily } from '../../model';
import type { SourceScope } from '@sentrybox/contracts';
import { IdSpan } from './id-span';

// What a file says of a row, beside its times.
const said = ['confidence', 'severity', 'threat_types', 'tags', 'tlp', 'family', 'reference', 'expires_at'] as const;
const saidColumns = said.join(', ');
const saidBy = (alias: string) => said.map((column) => `${alias}.${column}`).join(', ');

const saidTypes = `
    first_seen_at timestamptz,
    last_seen_at timestamptz,
    confidence real,
    severity smallint,
    threat_types text[],
    tags text[],
    tlp text,
    family text,
    reference text,
    expires_at timestamptz`;

const keyTypes = `
    type text COLLATE "C",
    lookup_key text COLLATE "C",
    long_value text COLLATE "C"`;

/** Where COPY puts the file; gone with the transaction. Row security does not allow COPY into the real tables. */
export const createStaged = `
  CREATE TEMP TABLE staged (record integer NOT NULL, ${keyTypes}, ${saidTypes}) ON COMMIT DROP`;

/**
 * What the file changes: `new` (to this source), `back` (was delisted), `changed`, `same` (deltas only) and, of complete
 * lists, `gone`.
 */
export const createDiff = `
  CREATE TEMP TABLE diff (
    indicator_id uuid NOT NULL,
    is_new_value boolean NOT NULL,
    what text NOT NULL, ${keyTypes}, ${saidTypes}
  ) ON COMMIT DROP`;

/** The first record of a value counts. */
const distinct = 'SELECT DISTINCT ON (lookup_key, type) * FROM staged ORDER BY lookup_key, type, record';

/** Where rows of the file (d) meet what the source said (s) and what is known of the value (k). */
function joins(f: TableFamily) {
  const isKnown = `k.lookup_key = d.lookup_key AND k.type IS NOT DISTINCT FROM d.type AND ${f.mine('k')}`;
  return {
    /** For each row of the file alone: of a million rows that a source has, a short delta looks at its own. */
    namedRows: `(${distinct}) d
      LEFT JOIN ${f.indicator} k ON ${isKnown}
      LEFT JOIN ${f.sighting} s ON s.source_id = $1::uuid AND s.indicator_id = k.id AND ${f.mine('s')}`,
    /**
     * With all that the source said, so that what is no longer listed comes out as well. Most rows then have their id:
     * the few that are left are looked up one by one (OFFSET 0), not by reading every value that anybody lists.
     */
    allRows: `(${distinct}) d
      FULL JOIN (
        SELECT i.lookup_key, i.type, s.* FROM ${f.sighting} s
        JOIN ${f.indicator} i ON i.id = s.indicator_id AND ${f.mine('i')}
        WHERE s.source_id = $1::uuid AND ${f.mine('s')}
      ) s ON s.lookup_key = d.lookup_key AND s.type = d.type
      LEFT JOIN LATERAL (
        SELECT k.id FROM ${f.indicator} k WHERE s.indicator_id IS NULL AND ${isKnown} OFFSET 0
      ) k ON true`,
  };
}

/**
 * $1 source, $2 when rows without a time of their own were seen (NULL leaves it to the source: snapshots), $3 and $4 the
 * ids to give. In the order of the unique index of values, and ids in the same, so that every index is filled in order.
 */
function diffOf(from: string, isComplete: boolean): string {
  const isChanged = `(s.delisted_at IS NOT NULL OR d.first_seen_at < s.first_seen_at
    OR (s.last_seen_at, ${saidBy('s')}) IS DISTINCT FROM (${seenOr('d', '$2')}, ${saidBy('d')}))`;
  const isWanted = isComplete
    ? `CASE WHEN d.record IS NULL THEN s.delisted_at IS NULL ELSE s.indicator_id IS NULL OR ${isChanged} END`
    : 'true';
  const columns = `type, lookup_key, long_value, first_seen_at, last_seen_at, ${saidColumns}`;
  return `
    INSERT INTO diff (indicator_id, is_new_value, what, ${columns})
    SELECT coalesce(r.known_id, ${IdSpan.sql('$3', '$4', 'row_number() OVER (ORDER BY r.lookup_key, r.type)')}), r.known_id IS NULL, r.what, ${columns}
    FROM (
      SELECT coalesce(s.indicator_id, k.id) AS known_id,
        CASE WHEN d.record IS NULL THEN 'gone' WHEN s.indicator_id IS NULL THEN 'new'
          WHEN s.delisted_at IS NOT NULL THEN 'back' WHEN ${isChanged} THEN 'changed' ELSE 'same' END AS what,
        d.type, d.lookup_key, d.long_value, d.first_seen_at, ${seenOr('d', '$2')} AS last_seen_at, ${saidBy('d')}
      FROM ${from}
      WHERE ${isWanted}
    ) r`;
}

function seenOr(alias: string, parameter: string): string {
  return `coalesce(${alias}.last_seen_at, ${parameter}::timestamptz)`;
}

function mergeOf(f: TableFamily) {
  const { namedRows, allRows } = joins(f);
  return {
    /** $1 source. Whether it said anything before. */
    hasSightings: `SELECT EXISTS (SELECT FROM ${f.sighting} s WHERE s.source_id = $1::uuid AND ${f.mine('s')}) AS found`,
    /** Parameters of both: see `diffOf`. The second is for complete lists of sources that said something before. */
    diffNamedRows: diffOf(namedRows, false),
    diffAllRows: diffOf(allRows, true),
    insertIndicators: `
      INSERT INTO ${f.indicator} (${f.teamColumn}id, type, lookup_key, long_value)
      SELECT ${f.teamValue}indicator_id, type, lookup_key, long_value FROM diff WHERE is_new_value`,
    /** $1 source, $2 now. */
    insertSightings: `
      INSERT INTO ${f.sighting} (${f.teamColumn}source_id, indicator_id, first_seen_at, last_seen_at, ${saidColumns})
      SELECT ${f.teamValue}$1::uuid, l.indicator_id, coalesce(least(l.first_seen_at, l.last_seen_at), $2::timestamptz),
        l.last_seen_at, ${saidBy('l')}
      FROM diff l WHERE l.what = 'new'`,
    /** $1 source. Rows that say the same as before are not written. */
    updateSightings: `
      UPDATE ${f.sighting} s
      SET (last_seen_at, ${saidColumns}) = (l.last_seen_at, ${saidBy('l')}),
        first_seen_at = least(s.first_seen_at, l.first_seen_at),
        delisted_at = NULL
      FROM diff l
      WHERE l.what IN ('changed', 'back') AND s.source_id = $1::uuid AND s.indicator_id = l.indicator_id AND ${f.mine('s')}`,
    /** $1 source, $2 now. What is no longer listed was last seen in the list before this one. */
    delist: `
      UPDATE ${f.sighting} s
      SET delisted_at = $2::timestamptz, last_seen_at = coalesce(s.last_seen_at, o.snapshot_at, s.first_seen_at)
      FROM diff l, ${f.source} o
      WHERE o.id = $1::uuid AND ${f.mine('o')} AND l.what = 'gone'
        AND s.source_id = o.id AND s.indicator_id = l.indicator_id AND ${f.mine('s')}`,
    /**
     * $1 source, $2 now, $3 whether the list was complete, $4 how many more rows it lists. Touches nothing if the source was
     * deleted meanwhile.
     */
    noteImport: `
      UPDATE ${f.source} o
      SET last_imported_at = $2::timestamptz,
        snapshot_at = CASE WHEN $3::boolean THEN $2::timestamptz ELSE snapshot_at END,
        indicators_count = indicators_count + $4::bigint
      WHERE o.id = $1::uuid AND o.deleted_at IS NULL AND ${f.mine('o')}
      RETURNING o.indicators_count::int AS listed`,
    /** How many bytes the rows of all values take. */
    size: `SELECT pg_relation_size('${f.indicator}')::float8 AS bytes`,
  } as const;
}

export const mergeSql: Readonly<Record<SourceScope, ReturnType<typeof mergeOf>>> = {
  platform: mergeOf(tablesOf.platform),
  team: mergeOf(tablesOf.team),
};

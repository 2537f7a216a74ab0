import { tablesOf } from '../../model';
import type { TableFamily } from '../../model';
import type { SourceScope } from '@sentrybox/contracts';

/** Where COPY puts the file; gone with the transaction. Row security does not allow COPY into the real tables. */
export const createStaged = `
  CREATE TEMP TABLE staged (
    record integer NOT NULL,
    id uuid NOT NULL,
    type text COLLATE "C" NOT NULL,
    lookup_key text COLLATE "C" NOT NULL,
    long_value text COLLATE "C",
    first_seen_at timestamptz,
    last_seen_at timestamptz,
    confidence real,
    severity smallint,
    threat_types text[],
    tags text[],
    tlp text,
    family text,
    reference text,
    expires_at timestamptz
  ) ON COMMIT DROP`;

// What a file says of a row, beside its times.
const said = ['confidence', 'severity', 'threat_types', 'tags', 'tlp', 'family', 'reference', 'expires_at'] as const;
const saidColumns = said.join(', ');
const saidBy = (alias: string) => said.map((column) => `${alias}.${column}`).join(', ');
const seenOr = (parameter: string) => `coalesce(l.last_seen_at, ${parameter}::timestamptz)`;

function mergeOf(f: TableFamily) {
  return {
    /** The first record of a value counts. In the order of the unique index, which makes filling it cheap. */
    listDistinct: `
      CREATE TEMP TABLE listed ON COMMIT DROP AS
      SELECT DISTINCT ON (s.lookup_key, s.type)
        coalesce(i.id, s.id) AS indicator_id, i.id IS NULL AS is_new, s.*
      FROM staged s
      LEFT JOIN ${f.indicator} i ON i.lookup_key = s.lookup_key AND i.type IS NOT DISTINCT FROM s.type AND ${f.mine('i')}
      ORDER BY s.lookup_key, s.type, s.record`,
    insertIndicators: `
      INSERT INTO ${f.indicator} (${f.teamColumn}id, type, lookup_key, long_value)
      SELECT ${f.teamValue}indicator_id, type, lookup_key, long_value FROM listed WHERE is_new`,
    /** $1 source. The span of ids of what is new, for those who follow what arrives. */
    noteArrival: `
      INSERT INTO ${f.arrival} (${f.teamColumn}source_id, first_id, last_id)
      SELECT ${f.teamValue}$1::uuid, (SELECT indicator_id FROM listed WHERE is_new ORDER BY indicator_id LIMIT 1),
        (SELECT indicator_id FROM listed WHERE is_new ORDER BY indicator_id DESC LIMIT 1)`,
    /**
     * $1 source, $2 when rows without a time of their own were seen (NULL leaves it to the source: snapshots). Rows that
     * say the same as before are not written.
     */
    updateSightings: `
      UPDATE ${f.sighting} s
      SET (last_seen_at, ${saidColumns}) = (${seenOr('$2')}, ${saidBy('l')}),
        first_seen_at = least(s.first_seen_at, l.first_seen_at),
        delisted_at = NULL
      FROM listed l
      WHERE s.source_id = $1::uuid AND s.indicator_id = l.indicator_id AND ${f.mine('s')} AND NOT l.is_new
        AND (s.delisted_at IS NOT NULL OR l.first_seen_at < s.first_seen_at
          OR (s.last_seen_at, ${saidBy('s')}) IS DISTINCT FROM (${seenOr('$2')}, ${saidBy('l')}))`,
    /** $1 source, $2 default of last_seen_at, $3 now. */
    insertSightings: `
      INSERT INTO ${f.sighting} (${f.teamColumn}source_id, indicator_id, first_seen_at, last_seen_at, ${saidColumns})
      SELECT ${f.teamValue}$1::uuid, l.indicator_id, coalesce(least(l.first_seen_at, l.last_seen_at), $3::timestamptz),
        ${seenOr('$2')}, ${saidBy('l')}
      FROM listed l
      WHERE l.is_new OR NOT EXISTS (
        SELECT FROM ${f.sighting} s
        WHERE s.source_id = $1::uuid AND s.indicator_id = l.indicator_id AND ${f.mine('s')})`,
    /** $1 source, $2 now. What is no longer listed was last seen in the list before this one. */
    delist: `
      UPDATE ${f.sighting} s
      SET delisted_at = $2::timestamptz, last_seen_at = coalesce(s.last_seen_at, o.snapshot_at, s.first_seen_at)
      FROM ${f.source} o
      WHERE o.id = $1::uuid AND ${f.mine('o')} AND s.source_id = o.id AND ${f.mine('s')} AND s.delisted_at IS NULL
        AND NOT EXISTS (SELECT FROM listed l WHERE l.indicator_id = s.indicator_id)`,
    /** $1 source, $2 now, $3 whether the list was complete. Touches nothing if the source was deleted meanwhile. */
    noteImport: `
      UPDATE ${f.source} o
      SET last_imported_at = $2::timestamptz,
        snapshot_at = CASE WHEN $3::boolean THEN $2::timestamptz ELSE snapshot_at END,
        indicators_count = (
          SELECT count(*) FROM ${f.sighting} s WHERE s.source_id = $1::uuid AND s.delisted_at IS NULL AND ${f.mine('s')})
      WHERE o.id = $1::uuid AND o.deleted_at IS NULL AND ${f.mine('o')}`,
  } as const;
}

export const mergeSql: Readonly<Record<SourceScope, ReturnType<typeof mergeOf>>> = {
  platform: mergeOf(tablesOf.platform),
  team: mergeOf(tablesOf.team),
};

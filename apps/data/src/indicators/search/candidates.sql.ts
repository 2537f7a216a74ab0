import { countLimit } from '@sentrybox/database';
import { isTextSql, wholeValueSql } from '../../model';
import type { TableFamily } from '../../model';
import { surelyListedSql } from './conditions.sql';
import type { Branch } from './conditions.sql';
import { Parameters } from './parameters';
import type { Search } from './parameters';
import type { SearchFilter, ValueQuestion } from './search-question';

/**
 * One way to find all that can fulfil a filter by an index: everything it misses fails the filter, what it finds may fail
 * too. Each stops at the parameter `most`.
 */
type Finder = (f: TableFamily, parameters: Parameters, most: string) => string;

/**
 * Statements that give the ids of candidates, the most selective kind of question first: one row with how many there are
 * (`n`), how many of them are listed for sure (`listed`, no further than it takes to say "more than are counted") and all
 * of them in one text (`ids`, newest first; empty where `listed` says that much). They only go back to the server, so
 * nobody here reads them.
 */
export function candidateSearches(filter: SearchFilter, branch: Branch, most: number): Search[] {
  return findersOf(filter).map((finder) => {
    const parameters = new Parameters();
    const limit = `${parameters.add(most)}::int`;
    const counted = `${parameters.add(countLimit + 1)}::int`;
    return {
      text: `WITH found AS MATERIALIZED (
          SELECT DISTINCT id FROM (${finder(branch.family, parameters, limit)} LIMIT ${limit}) found),
        sure AS MATERIALIZED (SELECT count(*)::int AS n FROM (
          SELECT 1 FROM found u WHERE ${surelyListedSql('u.id', branch, filter, parameters)} LIMIT ${counted}) sure)
        SELECT (SELECT count(*)::int FROM found) AS n, sure.n AS listed,
          CASE WHEN sure.n >= ${counted} THEN '{}'
            ELSE (SELECT coalesce(array_agg(id ORDER BY id DESC), '{}')::text FROM found) END AS ids
        FROM sure`,
      values: parameters.values,
    };
  });
}

function findersOf({ value, source, tag, severity, threatLevel, since, confidence }: SearchFilter): Finder[] {
  const finders: Finder[] = [];
  if (value !== undefined) finders.push(byValue(value));
  if (source !== undefined) finders.push(bySource((p) => isNamed(p.add(source))));
  if (tag !== undefined) finders.push(byTag(tag));
  // Evidence of the highest severity is what makes it the highest; a threat level of `info` needs none.
  const worst = severity ?? (threatLevel === 1 ? undefined : threatLevel);
  if (worst !== undefined) finders.push(byColumn('severity', '=', 'o.default_severity', worst));
  if (since !== undefined) finders.push(byLastSeen(since));
  if (confidence !== undefined)
    finders.push(byColumn('confidence', '>=', 'o.default_confidence', confidence, '::real'));
  return finders;
}

function byValue(value: ValueQuestion): Finder {
  return (f, parameters, most) => {
    if (value.kind === 'keys') return byKeys(f, parameters.add(value.keys), 'true');
    const ranges = (condition: string) =>
      byRanges(
        f,
        parameters.add(value.ranges.map(({ from }) => from)),
        parameters.add(value.ranges.map(({ to }) => to)),
        most,
        condition,
      );
    switch (value.kind) {
      case 'prefix':
        return ranges('true');
      case 'substring':
        return `(${byText(f, parameters, parameters.add(value.pattern), most)}) UNION ALL (${ranges(`NOT ${isTextSql('i.')}`)})`;
      case 'network':
        return [
          byKeys(f, parameters.add(value.around), `i.type = 'cidr'`),
          ranges(`i.type IN ('ipv4', 'cidr', 'ipv4_port')`),
          byNetwork(f, parameters.add(value.network), most),
        ].join(' UNION ALL ');
    }
  };
}

function byKeys(f: TableFamily, keys: string, condition: string): string {
  return `SELECT i.id FROM unnest(${keys}::text[]) k(lookup_key) CROSS JOIN LATERAL (
    SELECT i.id, i.type FROM ${f.indicator} i WHERE i.lookup_key = k.lookup_key AND ${f.mine('i')} OFFSET 0) i
    WHERE ${condition}`;
}

function byRanges(f: TableFamily, from: string, to: string, most: string, condition: string): string {
  return `SELECT i.id FROM unnest(${from}::text[], ${to}::text[]) AS r(lower, upper) CROSS JOIN LATERAL (
    SELECT i.id FROM ${f.indicator} i
    WHERE i.lookup_key >= r.lower AND i.lookup_key < r.upper AND ${f.mine('i')} AND ${condition} LIMIT ${most}) i`;
}

/** Of so many newest rows … */
const sampledRows = 1_000;
/** … so many have a part that is common: */
const commonInSample = sampledRows / 8;
/** enough candidates are then among so many, which are read in some 40 ms. */
const walkedRows = 100_000;

/**
 * The index of parts lists every row that has a part before the first is looked at: 60 ms where half of a million have
 * it. A common part is looked for from the newest row down instead, and by the index only where that finds too few.
 */
function byText(f: TableFamily, parameters: Parameters, pattern: string, most: string): string {
  const holds = (alias: string) => `${isTextSql(alias)} AND ${wholeValueSql(alias)} ILIKE ${pattern}`;
  const newest = (rows: number) =>
    `(SELECT * FROM ${f.indicator} i WHERE ${f.mine('i')} ORDER BY i.id DESC LIMIT ${parameters.add(rows)}::int)`;
  const isCommon = `(SELECT count(*) >= ${parameters.add(commonInSample)}::int
    FROM ${newest(sampledRows)} p WHERE ${holds('p.')})`;
  return `WITH walked AS MATERIALIZED (
      SELECT i.id FROM ${newest(walkedRows)} i WHERE ${isCommon} AND ${holds('i.')} LIMIT ${most})
    SELECT id FROM walked WHERE (SELECT count(*) FROM walked) >= ${most}
    UNION ALL (${indexedByText(f, pattern, `(SELECT count(*) FROM walked) < ${most}`, holds('i.'), most)})`;
}

// The function answers for the transaction's team alone and may go by the index of parts, which row security keeps others
// from.
function indexedByText(f: TableFamily, pattern: string, isAsked: string, holds: string, most: string): string {
  if (f.scope === 'team') return `SELECT i.id FROM data.team_ids_with_text(${pattern}, ${most}) i WHERE ${isAsked}`;
  return `SELECT i.id FROM ${f.indicator} i WHERE ${isAsked} AND ${holds} LIMIT ${most}`;
}

// As the two comparisons that the index has: `<<=` may not use it under row security.
function byNetwork(f: TableFamily, network: string, most: string): string {
  return `(SELECT i.id FROM ${f.indicator} i
    WHERE i.type IN ('ipv6', 'cidr') AND i.lookup_key::inet >= network(${network}::inet)
      AND i.lookup_key::inet <= set_masklen(broadcast(${network}::inet), CASE family(${network}::inet) WHEN 4 THEN 32 ELSE 128 END)
      AND ${f.mine('i')} LIMIT ${most})`;
}

const isUsed = 'o.is_enabled AND o.deleted_at IS NULL';

function isNamed(source: string): string {
  return `(lower(o.name) = lower(${source}) OR o.id::text = lower(${source}))`;
}

/** What sources list that fulfil a condition on the source. */
function bySource(condition: (parameters: Parameters) => string): Finder {
  return (f, parameters, most) => `
    SELECT s.indicator_id AS id FROM ${f.source} o CROSS JOIN LATERAL (
      SELECT s.indicator_id FROM ${f.sighting} s WHERE s.source_id = o.id AND ${f.mine('s')} LIMIT ${most}) s
    WHERE ${isUsed} AND ${f.mine('o')} AND ${condition(parameters)}`;
}

/** What says so itself, and what its source says so of. */
function byColumn(
  column: 'severity' | 'confidence',
  comparison: '=' | '>=',
  ofSource: string,
  value: number,
  type = '',
): Finder {
  return (f, parameters, most) => {
    const wanted = `${parameters.add(value)}${type}`;
    return `${bySource(() => `${ofSource} ${comparison} ${wanted}`)(f, parameters, most)} UNION ALL (
      SELECT s.indicator_id FROM ${f.sighting} s
      WHERE s.${column} IS NOT NULL AND s.${column} ${comparison} ${wanted} AND ${f.mine('s')} LIMIT ${most})`;
  };
}

function byTag(tag: string): Finder {
  return (f, parameters, most) => {
    const wanted = parameters.add(tag);
    const own =
      f.scope === 'team'
        ? `SELECT i.id FROM data.team_ids_with_tag(${wanted}, ${most}) i`
        : `SELECT s.indicator_id FROM ${f.sighting} s WHERE s.tags IS NOT NULL AND s.tags @> ARRAY[${wanted}::text] LIMIT ${most}`;
    return `${bySource(() => `${wanted} = ANY (o.tags)`)(f, parameters, most)} UNION ALL (${own})`;
  };
}

// A row without a time of its own was last seen in its source's last complete list, or first seen then.
function byLastSeen(since: Date): Finder {
  return (f, parameters, most) => {
    const wanted = parameters.add(since);
    return `${bySource(() => `coalesce(o.snapshot_at, o.last_imported_at) >= ${wanted}`)(f, parameters, most)} UNION ALL (
      SELECT s.indicator_id FROM ${f.sighting} s
      WHERE s.last_seen_at IS NOT NULL AND s.last_seen_at >= ${wanted} AND ${f.mine('s')} LIMIT ${most})`;
  };
}

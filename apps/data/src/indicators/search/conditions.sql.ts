import { scoreSql } from '../../decay';
import { hasMarksSql, isTextSql, tablesOf, visibleSql, wholeValueSql } from '../../model';
import type { ReaderKind, TableFamily } from '../../model';
import { threatLevelConfidence } from '../indicator.view';
import type { Parameters } from './parameters';
import type { KeyRange, SearchFilter, ValueQuestion } from './search-question';

/** The rows of one family; where the platform and the team both know a value, the platform's row stands for both. */
export interface Branch {
  readonly family: TableFamily;
  readonly evidence: readonly string[];
  /** A condition on the candidate `c` that its row stands for the value. */
  readonly stands: string;
}

const { platform, team } = tablesOf;

const judged = `e.source_id, e.source_name, e.first_seen_at, e.last_seen_at, e.delisted_at, e.expires_at, e.confidence,
  e.severity, e.tags, e.reliability, e.lineage`;

function evidenceOf(scope: 'platform' | 'team', reader: ReaderKind, indicatorId: string): string {
  const f = tablesOf[scope];
  return `SELECT ${judged} FROM ${f.evidence} e
    WHERE e.indicator_id = ${indicatorId} AND ${f.mine('e')} AND ${visibleSql(scope, reader, 'e')}`;
}

// Two rows are of one value when key and type are equal; the type is compared in a way that no index answers, because a
// server without statistics (a list has just been imported) would else go by the index on types and read a whole team's
// rows per row. The twin is asked for row by row, not by NOT EXISTS: an anti-join of both tables would be made before the
// first page.
const twinOfPlatform = `(SELECT t.id FROM ${team.indicator} t
  WHERE ${team.mine('t')} AND t.lookup_key = c.lookup_key AND t.type IS NOT DISTINCT FROM c.type)`;
const twinOfTeam = `(SELECT true FROM ${platform.indicator} i
  WHERE i.lookup_key = c.lookup_key AND i.type IS NOT DISTINCT FROM c.type)`;

const forEverybody: readonly Branch[] = [
  { family: platform, evidence: [evidenceOf('platform', 'everybody', 'c.id')], stands: 'true' },
];
const forTeam: readonly Branch[] = [
  {
    family: platform,
    evidence: [evidenceOf('platform', 'team', 'c.id'), evidenceOf('team', 'team', twinOfPlatform)],
    stands: 'true',
  },
  {
    family: team,
    evidence: [evidenceOf('team', 'team', 'c.id')],
    stands: `${team.mine('c')} AND NOT coalesce(${twinOfTeam}, false)`,
  },
];

export function branchesOf({ withTeam }: SearchFilter): readonly Branch[] {
  return withTeam ? forTeam : forEverybody;
}

/** `CROSS JOIN LATERAL (…) a`: what the evidence of candidate `c` comes to, by the rules of indicatorView. */
export function judgementSql(
  branch: Branch,
  filter: SearchFilter,
  parameters: Parameters,
  extra: readonly string[],
): string {
  const at = parameters.add(filter.at);
  const isGone = `(e.delisted_at <= ${at} OR e.expires_at <= ${at}) IS TRUE`;
  const known = filter.isAsOf ? ` WHERE e.first_seen_at <= ${at}` : '';
  const evidence = `SELECT * FROM (${branch.evidence.join(' UNION ALL ')}) e${known}`;
  // What is gone counts only where nothing else is left.
  const counted = filter.isActiveOnly
    ? `SELECT e.* FROM (${evidence}) e WHERE NOT ${isGone}`
    : `SELECT * FROM (SELECT e.*, ${isGone} AS is_gone, bool_and(${isGone}) OVER () AS is_all_gone FROM (${evidence}) e) e
       WHERE e.is_all_gone OR NOT e.is_gone`;
  const columns = ['count(*) AS witnesses', ...flags(filter, parameters), ...extra].join(', ');
  if (!extra.concat(flags(filter, parameters)).some((column) => column.includes('said'))) {
    return `CROSS JOIN LATERAL (SELECT ${columns} FROM (${counted}) e) a`;
  }
  return `CROSS JOIN LATERAL (WITH said AS MATERIALIZED (${counted}) SELECT ${columns} FROM said e) a`;
}

function flags(filter: SearchFilter, parameters: Parameters): string[] {
  const columns: string[] = [];
  if (filter.severity !== undefined) columns.push(aggregates.severity);
  if (filter.threatLevel !== undefined) {
    columns.push(
      `coalesce(max(e.severity) FILTER (WHERE e.confidence >= ${threatLevelConfidence}), 1) AS threat_level`,
    );
  }
  if (filter.confidence !== undefined) columns.push(aggregates.confidence);
  if (filter.since !== undefined) columns.push(aggregates.last_seen);
  if (filter.minScore !== undefined) columns.push(scoreColumn(filter, parameters));
  if (filter.source !== undefined) {
    const source = parameters.add(filter.source);
    columns.push(
      `bool_or(lower(e.source_name) = lower(${source}) OR e.source_id::text = lower(${source})) AS has_source`,
    );
  }
  if (filter.tag !== undefined) columns.push(`bool_or(${parameters.add(filter.tag)} = ANY (e.tags)) AS has_tag`);
  return columns;
}

export const aggregates = {
  severity: 'max(e.severity) AS severity',
  confidence: 'max(e.confidence) AS confidence',
  last_seen: 'max(e.last_seen_at) AS last_seen_at',
  first_seen: 'min(e.first_seen_at) AS first_seen_at',
} as const;

export function scoreColumn(filter: SearchFilter, parameters: Parameters): string {
  return `${scoreSql('said', 'c.type', `${parameters.add(filter.at)}::timestamptz`)} AS score`;
}

/** What candidates `c` with their judgement `a` have to fulfil. */
export function conditionsSql(branch: Branch, filter: SearchFilter, parameters: Parameters): string {
  const judged = ['a.witnesses > 0', ...evidenceConditions(filter, parameters)];
  return [...judged, ...ownConditions(branch, filter, parameters, false)].join(' AND ');
}

/** Whether a filter asks more of the evidence than that there is any. */
export function asksOfEvidence(filter: SearchFilter): boolean {
  const { severity, threatLevel, confidence, minScore, source, tag, since } = filter;
  return [severity, threatLevel, confidence, minScore, source, tag, since].some((asked) => asked !== undefined);
}

/**
 * The same for filters that ask no more of the evidence than that there is any: the first piece that counts is enough, which
 * takes a third of the time of judging all of it.
 * @param isFound whether the candidates were found by the value
 */
export function listedSql(branch: Branch, filter: SearchFilter, parameters: Parameters, isFound: boolean): string {
  const witnesses = branch.evidence.map(
    (evidence) => `(SELECT true FROM (${evidence}) e WHERE ${countsSql(filter, parameters)} LIMIT 1)`,
  );
  const isListed = `(${[...briefWitnesses('c.id', branch, filter, parameters), ...witnesses].join(' OR ')})`;
  return [isListed, ...ownConditions(branch, filter, parameters, isFound)].join(' AND ');
}

/**
 * What is enough, of most candidates, to know that they are listed without looking at them; `false` where that is not
 * known. @param id SQL of a candidate's id
 */
export function surelyListedSql(id: string, branch: Branch, filter: SearchFilter, parameters: Parameters): string {
  const isJudgedByMore = branch.stands !== 'true' || filter.type !== undefined || !isWholeFinder(filter);
  if (isJudgedByMore) return 'false';
  const unmarked = filter.isActiveOnly ? markingFamilies(filter, branch).map((f) => `NOT ${hasMarksSql(f)}`) : [];
  return [...unmarked, `coalesce(${briefWitnesses(id, branch, filter, parameters).join(' OR ')}, false)`].join(' AND ');
}

/** What shows of most indicators, without judging their evidence, that some of it counts; the shorter first. */
function briefWitnesses(id: string, branch: Branch, filter: SearchFilter, parameters: Parameters): string[] {
  const witness = plainWitnessSql(id, branch, filter, parameters);
  return filter.isAsOf ? [witness] : [undoubtedSql(id, branch.family), witness];
}

/**
 * Every indicator has a sighting; where no sighting of it says anything by which it might not count, and no source adds
 * anything of the kind, one counts. That asks an index in which most indicators are not: 10 instead of 27 ms for 12,000.
 */
function undoubtedSql(id: string, { source, sighting, mine }: TableFamily): string {
  const adding = `(SELECT true FROM ${source} o CROSS JOIN LATERAL (
      SELECT FROM ${sighting} s WHERE s.source_id = o.id AND ${mine('s')} LIMIT 1) s
    WHERE NOT (${isPlainSource}) AND ${mine('o')} ORDER BY o.id LIMIT 1)`;
  const doubtful = `(SELECT true FROM ${sighting} e
    WHERE e.indicator_id = ${id} AND ${mine('e')} AND ${isDoubtfulSql('e')} LIMIT 1)`;
  return `(${adding} IS NULL AND ${doubtful} IS NULL)`;
}

function countsSql(filter: SearchFilter, parameters: Parameters): string {
  const at = () => parameters.add(filter.at); // a parameter that is not used has no type
  const known = filter.isAsOf ? `e.first_seen_at <= ${at()}` : 'true';
  const active = filter.isActiveOnly ? `(e.delisted_at <= ${at()} OR e.expires_at <= ${at()}) IS NOT TRUE` : 'true';
  return `${known} AND ${active}`;
}

function plainWitnessSql(id: string, { family }: Branch, filter: SearchFilter, parameters: Parameters): string {
  return `(SELECT true FROM ${family.sighting} e
    WHERE e.indicator_id = ${id} AND ${family.mine('e')} AND ${countsSql(filter, parameters)}
      AND e.tlp IS NULL AND e.source_id = ANY (${plainSourcesSql(family)}) LIMIT 1)`;
}

// Of sources that add nothing to what a row says of itself the row alone tells whether it counts: most rows are of such.
function plainSourcesSql({ source, mine }: TableFamily): string {
  return `ARRAY(SELECT o.id FROM ${source} o WHERE ${isPlainSource} AND ${mine('o')})`;
}

const isPlainSource = `o.is_enabled AND o.deleted_at IS NULL AND o.tlp IN ('clear', 'green') AND o.valid_for_seconds IS NULL`;

/** What a row may say by which it does not count, now or for some reader: the very text of the index's condition. */
const isDoubtfulSql = (alias: string): string =>
  `(${alias}.delisted_at IS NOT NULL OR ${alias}.expires_at IS NOT NULL OR ${alias}.tlp IS NOT NULL)`;

/** Whether the whole condition on the value is in how candidates are found; of a network only a part of it is. */
function isWholeFinder({ value }: SearchFilter): boolean {
  return value?.kind === 'prefix' || value?.kind === 'substring';
}

function ownConditions(branch: Branch, filter: SearchFilter, parameters: Parameters, isFound: boolean): string[] {
  const { value, type } = filter;
  const conditions = [branch.stands];
  if (value !== undefined && !(isFound && isWholeFinder(filter))) conditions.push(valueCondition(value, parameters));
  if (type !== undefined) conditions.push(`c.type = ${parameters.add(type)}`);
  if (filter.isActiveOnly) conditions.push(...unmarkedSql(filter, branch));
  return conditions;
}

function evidenceConditions(filter: SearchFilter, parameters: Parameters): string[] {
  const conditions: string[] = [];
  if (filter.severity !== undefined) conditions.push(`a.severity = ${parameters.add(filter.severity)}`);
  if (filter.threatLevel !== undefined) conditions.push(`a.threat_level = ${parameters.add(filter.threatLevel)}`);
  // Compared as the 4-byte float it is stored as: 0.9 would be more than the stored 0.9.
  if (filter.confidence !== undefined) conditions.push(`a.confidence >= ${parameters.add(filter.confidence)}::real`);
  if (filter.minScore !== undefined) conditions.push(`a.score >= ${parameters.add(filter.minScore)}`);
  if (filter.since !== undefined) conditions.push(`a.last_seen_at >= ${parameters.add(filter.since)}`);
  if (filter.source !== undefined) conditions.push('a.has_source');
  if (filter.tag !== undefined) conditions.push('a.has_tag');
  return conditions;
}

function markingFamilies({ withTeam }: SearchFilter, { family }: Branch): readonly TableFamily[] {
  return withTeam ? [platform, team] : [family];
}

function unmarkedSql(filter: SearchFilter, branch: Branch): string[] {
  return markingFamilies(filter, branch).map(
    (f) => `(NOT ${hasMarksSql(f)} OR NOT coalesce((SELECT true FROM ${f.falsePositive} m
      WHERE m.lookup_key = c.lookup_key AND m.type IS NOT DISTINCT FROM c.type AND ${f.mine('m')}), false))`,
  );
}

const fewRanges = 3;

// Ranges instead of LIKE: nothing in the text is a wildcard, and under row security only such comparisons may use an
// index. The bounds of many come as two lists, so that the statement does not grow with their number; of few they are
// written out, which costs a row a tenth, and in a way that no index answers: the candidates are there already.
function inRangesSql(ranges: readonly KeyRange[], parameters: Parameters): string {
  if (ranges.length <= fewRanges) {
    const each = ranges.map(
      (range) =>
        `(c.lookup_key || '' >= ${parameters.add(range.from)} AND c.lookup_key || '' < ${parameters.add(range.to)})`,
    );
    return each.length === 0 ? 'false' : `(${each.join(' OR ')})`;
  }
  const from = parameters.add(ranges.map((range) => range.from));
  const to = parameters.add(ranges.map((range) => range.to));
  return `EXISTS (SELECT FROM unnest(${from}::text[], ${to}::text[]) AS r(lower, upper)
    WHERE c.lookup_key >= r.lower AND c.lookup_key < r.upper)`;
}

function valueCondition(value: ValueQuestion, parameters: Parameters): string {
  switch (value.kind) {
    case 'keys':
      return `c.lookup_key = ANY (${parameters.add(value.keys)}::text[])`;
    case 'prefix':
      return inRangesSql(value.ranges, parameters);
    case 'substring':
      return `CASE WHEN ${isTextSql('c.')} THEN ${wholeValueSql('c.')} ILIKE ${parameters.add(value.pattern)}
        ELSE ${inRangesSql(value.ranges, parameters)} END`;
    case 'network': {
      // In the order that CASE keeps: only what is an address is read as one.
      const network = parameters.add(value.network);
      return `CASE
        WHEN c.type IN ('ipv4', 'ipv6') THEN c.lookup_key::inet <<= ${network}::inet
        WHEN c.type = 'cidr' THEN c.lookup_key::inet <<= ${network}::inet OR c.lookup_key::inet >>= ${network}::inet
        WHEN c.type = 'ipv4_port' THEN split_part(c.lookup_key, ':', 1)::inet <<= ${network}::inet
        ELSE false END`;
    }
  }
}

import { currentTeamSql } from '@sentrybox/database';
import { threatLevelConfidence } from './indicator.view';

/** A statement put together from the constant parts below; what comes from outside is a numbered parameter. */
export interface Search {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What a search is narrowed by; `undefined` does not narrow. */
export interface SearchFilter {
  readonly withTeam: boolean;
  /** Any of these keys. */
  readonly keys: readonly string[] | undefined;
  /** Keys that begin with any of these. */
  readonly prefixes: readonly string[] | undefined;
  readonly type: string | undefined;
  /** Ranks; equal. */
  readonly severity: number | undefined;
  readonly threatLevel: number | undefined;
  /** At least. */
  readonly confidence: number | undefined;
  /** Name or id. */
  readonly source: string | undefined;
  readonly tag: string | undefined;
  readonly since: Date | undefined;
  readonly isActiveOnly: boolean;
  /** Ids below this one. */
  readonly before: string | undefined;
}

const team = currentTeamSql;

/** Where rows come from, and what is said of one of them. */
interface Branch {
  readonly candidates: string;
  readonly evidence: string;
}

const judged = 'e.source_id, e.source_name, e.last_seen_at, e.delisted_at, e.confidence, e.severity, e.tags';
const platformEvidence = `SELECT ${judged} FROM data.evidence e WHERE e.indicator_id = c.id`;
const teamEvidence = (indicatorId: string) =>
  `SELECT ${judged} FROM data.team_evidence e WHERE e.team_id = ${team} AND e.indicator_id = ${indicatorId}`;

// One row per value: where the platform and the team both know it, the platform's row stands for both. Two rows are of
// one value when key and type are equal; the type is compared in a way that no index answers, because a server without
// statistics (a list has just been imported) would else go by the index on types and read a whole team's rows per row.
const forEverybody: Branch = { candidates: 'data.indicator c', evidence: platformEvidence };
const forTeam: readonly Branch[] = [
  {
    candidates: 'data.indicator c',
    evidence: `${platformEvidence} UNION ALL ${teamEvidence(`(
      SELECT t.id FROM data.team_indicator t
      WHERE t.team_id = ${team} AND t.lookup_key = c.lookup_key AND t.type IS NOT DISTINCT FROM c.type)`)}`,
  },
  {
    // The twin is asked for row by row, not by NOT EXISTS: an anti-join of both tables would be made before the first page.
    candidates: `(
      SELECT * FROM data.team_indicator t
      WHERE t.team_id = ${team} AND NOT coalesce((
        SELECT true FROM data.indicator i WHERE i.lookup_key = t.lookup_key AND i.type IS NOT DISTINCT FROM t.type
      ), false)) c`,
    evidence: teamEvidence('c.id'),
  },
];

class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** The ids of one page, newest first. */
export function pageSearch(filter: SearchFilter, limit: number, offset: number): Search {
  const parameters = new Parameters();
  const before = filter.before === undefined ? '' : `AND c.id < ${parameters.add(filter.before)}`;
  const order = orderOf(filter);
  // Each branch stops by itself, so that each can go by its own index.
  const enough = parameters.add(offset + limit);
  const pages = branchesOf(filter).map(
    (branch) => `(
      SELECT c.id, c.type, coalesce(c.long_value, c.lookup_key) AS value ${matchingOf(branch, filter, parameters)} ${before}
      ORDER BY ${order} DESC LIMIT ${enough})`,
  );
  const text = `
    SELECT c.* FROM (${pages.join(' UNION ALL ')}) c
    ORDER BY c.id DESC LIMIT ${parameters.add(limit)} OFFSET ${parameters.add(offset)}`;
  return { text, values: parameters.values };
}

/** How many match, counted no further than `limit`. */
export function countSearch(filter: SearchFilter, limit: number): Search {
  const parameters = new Parameters();
  const most = parameters.add(limit);
  const found = branchesOf(filter).map(
    (branch) => `(SELECT 1 ${matchingOf(branch, filter, parameters)} LIMIT ${most})`,
  );
  const text = `SELECT least(count(*), ${most})::int AS total FROM (${found.join(' UNION ALL ')}) found`;
  return { text, values: parameters.values };
}

function branchesOf({ withTeam }: SearchFilter): readonly Branch[] {
  return withTeam ? forTeam : [forEverybody];
}

// A look-up must go by its keys. The same order, spelled so that no index has it: a server without statistics would
// otherwise read all rows in the order of ids to find the one.
function orderOf({ keys }: SearchFilter): string {
  return keys === undefined ? 'c.id' : 'c.id::text';
}

function matchingOf({ candidates, evidence }: Branch, filter: SearchFilter, parameters: Parameters): string {
  // Delisted evidence counts only where nothing else is left: the rule of indicatorView.
  const counted = filter.isActiveOnly
    ? `SELECT e.* FROM (${evidence}) e WHERE e.delisted_at IS NULL`
    : `SELECT * FROM (SELECT e.*, bool_and(e.delisted_at IS NOT NULL) OVER () AS is_gone FROM (${evidence}) e) e
       WHERE e.is_gone OR e.delisted_at IS NULL`;
  const conditions = [...valueConditions(filter, parameters), ...evidenceConditions(filter, parameters)];
  return `
    FROM ${candidates}
    CROSS JOIN LATERAL (
      SELECT count(*) AS witnesses, max(e.severity) AS severity, max(e.confidence) AS confidence,
        coalesce(max(e.severity) FILTER (WHERE e.confidence >= ${threatLevelConfidence}), 1) AS threat_level,
        max(e.last_seen_at) AS last_seen_at${evidenceFlags(filter, parameters)}
      FROM (${counted}) e
    ) a
    WHERE a.witnesses > 0 ${conditions.map((condition) => `AND ${condition}`).join(' ')}`;
}

function valueConditions(filter: SearchFilter, parameters: Parameters): string[] {
  const conditions: string[] = [];
  if (filter.keys !== undefined) conditions.push(`c.lookup_key = ANY (${parameters.add(filter.keys)}::text[])`);
  if (filter.prefixes !== undefined) {
    // Ranges instead of LIKE: nothing in the text is a wildcard, and under row security only such comparisons may use
    // an index.
    const ranges = filter.prefixes.map((prefix) => {
      const from = parameters.add(prefix);
      return `(c.lookup_key >= ${from} AND c.lookup_key < ${parameters.add(`${prefix}\u{10FFFF}`)})`;
    });
    conditions.push(`(${ranges.join(' OR ')})`);
  }
  if (filter.type !== undefined) {
    const isNarrow = filter.keys !== undefined || filter.prefixes !== undefined;
    conditions.push(`c.type ${isNarrow ? 'IS NOT DISTINCT FROM' : '='} ${parameters.add(filter.type)}`);
  }
  return conditions;
}

function evidenceFlags(filter: SearchFilter, parameters: Parameters): string {
  let flags = '';
  if (filter.source !== undefined) {
    const source = parameters.add(filter.source);
    flags += `, bool_or(lower(e.source_name) = lower(${source}) OR e.source_id::text = lower(${source})) AS has_source`;
  }
  if (filter.tag !== undefined) flags += `, bool_or(${parameters.add(filter.tag)} = ANY (e.tags)) AS has_tag`;
  return flags;
}

function evidenceConditions(filter: SearchFilter, parameters: Parameters): string[] {
  const conditions: string[] = [];
  if (filter.severity !== undefined) conditions.push(`a.severity = ${parameters.add(filter.severity)}`);
  if (filter.threatLevel !== undefined) conditions.push(`a.threat_level = ${parameters.add(filter.threatLevel)}`);
  // Compared as the 4-byte float it is stored as: 0.9 would be more than the stored 0.9.
  if (filter.confidence !== undefined) conditions.push(`a.confidence >= ${parameters.add(filter.confidence)}::real`);
  if (filter.since !== undefined) conditions.push(`a.last_seen_at >= ${parameters.add(filter.since)}`);
  if (filter.source !== undefined) conditions.push('a.has_source');
  if (filter.tag !== undefined) conditions.push('a.has_tag');
  return conditions;
}

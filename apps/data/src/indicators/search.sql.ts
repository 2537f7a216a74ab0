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

const team = `nullif(current_setting('app.team_id', true), '')::uuid`;

// One row per value. Where the platform and the team both know it, the platform's row stands for both.
const platformCandidates = `
  SELECT i.id, i.type, i.lookup_key, i.long_value, i.id AS platform_id FROM data.indicator i`;
const teamCandidates = `
  SELECT t.id, t.type, t.lookup_key, t.long_value, NULL::uuid AS platform_id FROM data.team_indicator t
  WHERE t.team_id = ${team}
    AND NOT EXISTS (SELECT FROM data.indicator i WHERE i.lookup_key = t.lookup_key AND i.type = t.type)`;

const judged =
  'e.source_id, e.source_name, e.last_seen_at, e.delisted_at, e.confidence, e.severity, e.tags, e.indicator_id';
const platformEvidence = `SELECT ${judged} FROM data.evidence e WHERE e.indicator_id = c.platform_id`;
const teamEvidence = `
  SELECT ${judged} FROM data.team_indicator t
  JOIN data.team_evidence e ON e.team_id = t.team_id AND e.indicator_id = t.id
  WHERE t.team_id = ${team} AND t.lookup_key = c.lookup_key AND t.type = c.type`;

// Delisted evidence counts only where nothing else is left: the rule of indicatorView.
const countedOnly: Readonly<Record<'active' | 'all', string>> = {
  active: 'WHERE e.delisted_at IS NULL',
  all: '',
};

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
  const matching = matchingOf(filter, parameters);
  const before = filter.before === undefined ? '' : `AND c.id < ${parameters.add(filter.before)}`;
  const text = `
    SELECT c.id, c.type, coalesce(c.long_value, c.lookup_key) AS value ${matching} ${before}
    ORDER BY c.id DESC LIMIT ${parameters.add(limit)} OFFSET ${parameters.add(offset)}`;
  return { text, values: parameters.values };
}

/** How many match, counted no further than `limit`. */
export function countSearch(filter: SearchFilter, limit: number): Search {
  const parameters = new Parameters();
  const matching = matchingOf(filter, parameters);
  const text = `SELECT count(*)::int AS total FROM (SELECT 1 ${matching} LIMIT ${parameters.add(limit)}) found`;
  return { text, values: parameters.values };
}

function matchingOf(filter: SearchFilter, parameters: Parameters): string {
  const candidates = filter.withTeam ? `${platformCandidates} UNION ALL ${teamCandidates}` : platformCandidates;
  const evidence = filter.withTeam ? `${platformEvidence} UNION ALL ${teamEvidence}` : platformEvidence;
  const counted = filter.isActiveOnly
    ? `SELECT e.* FROM (${evidence}) e ${countedOnly.active}`
    : `SELECT * FROM (SELECT e.*, bool_and(e.delisted_at IS NOT NULL) OVER () AS is_gone FROM (${evidence}) e) e
       WHERE e.is_gone OR e.delisted_at IS NULL`;
  const conditions = [...valueConditions(filter, parameters), ...evidenceConditions(filter, parameters)];
  return `
    FROM (${candidates}) c
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
  if (filter.type !== undefined) conditions.push(`c.type = ${parameters.add(filter.type)}`);
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

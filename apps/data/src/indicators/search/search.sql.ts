import type { SortField } from '@sentrybox/contracts';
import { wholeValueSql } from '../../model';
import {
  aggregates,
  asksOfEvidence,
  branchesOf,
  conditionsSql,
  judgementSql,
  listedSql,
  scoreColumn,
  surelyListedSql,
} from './conditions.sql';
import type { Branch } from './conditions.sql';
import { Parameters } from './parameters';
import type { Search } from './parameters';
import type { SearchFilter } from './search-question';

/** An order other than newest first. */
export interface SearchOrder {
  readonly field: SortField;
  readonly isDescending: boolean;
}

/**
 * Ids of what may fulfil a filter, per family in the order of the branches, newest first, as PostgreSQL writes an array; or
 * `all` that the family has, or both have, newest first.
 */
export type CandidateIds = readonly string[] | 'all';

export interface PageOf {
  readonly limit: number;
  readonly offset: number;
  /** Ids below this one; only without an order. */
  readonly before: string | undefined;
  readonly order: SearchOrder | undefined;
}

const shown = `c.id, c.type, ${wholeValueSql('c.')} AS value`;

/**
 * One page. Newest first each branch stops by itself, so that it reads no more than it shows: given candidates in their
 * order, else down the primary key. Any other order judges all candidates.
 */
export function pageSearch(filter: SearchFilter, ids: CandidateIds, page: PageOf): Search {
  const parameters = new Parameters();
  const enough = `${parameters.add(page.offset + page.limit)}::bigint`;
  const extra = page.order === undefined ? [] : orderColumns(page.order, filter, parameters);
  const key = page.order === undefined ? 'NULL' : orderKey(page.order);
  const branches = branchesOf(filter).map((branch, index) => {
    const before = page.before === undefined ? undefined : parameters.add(page.before);
    const from = candidatesSql(branch, idsOf(ids, index), parameters, before);
    return `(
      SELECT ${shown}, ${key} AS key FROM ${from.sql} ${judgementSql(branch, filter, parameters, extra)}
      WHERE ${conditionsSql(branch, filter, parameters)} AND ${from.condition}
      ORDER BY ${page.order === undefined ? from.order : `key ${directionOf(page.order)}, c.id DESC`} LIMIT ${enough})`;
  });
  const order = page.order === undefined ? 'c.id DESC' : `c.key ${directionOf(page.order)}, c.id DESC`;
  const text = `
    SELECT c.id, c.type, c.value FROM (${branches.join(' UNION ALL ')}) c
    ORDER BY ${order} LIMIT ${parameters.add(page.limit)}::bigint OFFSET ${parameters.add(page.offset)}::bigint`;
  return { text, values: parameters.values };
}

/** How many match, counted no further than `limit`; in an order that an index has, so that no table is read as it lies. */
export function countSearch(filter: SearchFilter, ids: CandidateIds, limit: number): Search {
  const parameters = new Parameters();
  const most = `${parameters.add(limit)}::bigint`;
  const count = asksOfEvidence(filter) ? judgedRows : listedRows;
  const branches = branchesOf(filter).map(
    (branch, index) => `(${count(branch, filter, idsOf(ids, index), parameters)} LIMIT ${most})`,
  );
  const text = `SELECT count(*)::int AS total FROM (
    SELECT 1 FROM (${branches.join(' UNION ALL ')}) each LIMIT ${most}) found`;
  return { text, values: parameters.values };
}

function judgedRows(branch: Branch, filter: SearchFilter, ids: string, parameters: Parameters): string {
  const { sql, order } = candidatesSql(branch, ids, parameters);
  return `SELECT 1 FROM ${sql} ${judgementSql(branch, filter, parameters, [])}
    WHERE ${conditionsSql(branch, filter, parameters)} ORDER BY ${order}`;
}

function listedRows(branch: Branch, filter: SearchFilter, ids: string, parameters: Parameters): string {
  const { family } = branch;
  if (ids === 'all') {
    return `SELECT 1 FROM ${family.indicator} c WHERE ${listedSql(branch, filter, parameters, false)} ORDER BY c.id DESC`;
  }
  return `SELECT 1 FROM unnest(${parameters.add(ids)}::uuid[]) AS u(id)
    WHERE (${surelyListedSql('u.id', branch, filter, parameters)}) OR coalesce((
      SELECT true FROM ${family.indicator} c
      WHERE c.id = u.id AND ${family.mine('c')} AND ${listedSql(branch, filter, parameters, true)}), false)`;
}

function idsOf(ids: CandidateIds, branch: number): string {
  return ids === 'all' ? 'all' : (ids[branch] ?? '{}');
}

// OFFSET 0: one probe of the primary key per candidate, in their order, whatever the server takes their number for.
function candidatesSql({ family }: Branch, ids: string, parameters: Parameters, before?: string) {
  if (ids === 'all') {
    return {
      sql: `${family.indicator} c`,
      order: 'c.id DESC',
      condition: before === undefined ? 'true' : `c.id < ${before}`,
    };
  }
  return {
    sql: `unnest(${parameters.add(ids)}::uuid[]) WITH ORDINALITY AS u(id, place) CROSS JOIN LATERAL (
      SELECT * FROM ${family.indicator} i WHERE i.id = u.id AND ${family.mine('i')} OFFSET 0) c`,
    order: 'u.place',
    condition: before === undefined ? 'true' : `u.id < ${before}`,
  };
}

function orderColumns({ field }: SearchOrder, filter: SearchFilter, parameters: Parameters): string[] {
  if (field === 'value') return [];
  if (field === 'score') return filter.minScore === undefined ? [scoreColumn(filter, parameters)] : [];
  const isThere =
    (field === 'severity' && filter.severity !== undefined) ||
    (field === 'confidence' && filter.confidence !== undefined) ||
    (field === 'last_seen' && filter.since !== undefined);
  return isThere ? [] : [aggregates[field]];
}

const orderKeys: Readonly<Record<SortField, string>> = {
  last_seen: 'a.last_seen_at',
  first_seen: 'a.first_seen_at',
  confidence: 'a.confidence',
  severity: 'a.severity',
  score: 'a.score',
  value: 'c.lookup_key',
};

function orderKey({ field }: SearchOrder): string {
  return orderKeys[field];
}

function directionOf({ isDescending }: SearchOrder): string {
  return isDescending ? 'DESC' : 'ASC';
}

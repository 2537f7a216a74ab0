import { Injectable } from '@nestjs/common';
import type { IocType, Tlp, Verdict } from '@sentrybox/contracts';
import { behindCursor, cappedCount, Database } from '@sentrybox/database';
import type { PageRequest } from '@sentrybox/database';

export interface AnalysisFilter {
  readonly type?: IocType | undefined;
  readonly verdict?: Verdict | undefined;
  /** Any of these; none of them: nothing is found. */
  readonly canonicals?: readonly string[] | undefined;
  readonly tlp?: Tlp | undefined;
  readonly minScore?: number | undefined;
  readonly requestedBy?: string | undefined;
  readonly isPending?: boolean | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

export interface ListedAnalysis {
  readonly id: string;
  readonly ioc: string;
  readonly type: IocType;
  readonly canonical: string;
  readonly queriedAt: Date;
  readonly verdict: Verdict;
  readonly score: number;
  readonly pendingCount: number;
}

const isWaiting = `exists (select from analysis.plugin_result as p
  where p.team_id = a.team_id and p.analysis_id = a.id and p.is_open)`;

/** Questions about many analyses, in the current transaction of the team. */
@Injectable()
export class AnalysisListRepository {
  constructor(private readonly database: Database) {}

  /** Newest first; ids are UUIDv7, so their order is that of time. One row more than the limit tells that there are more. */
  async list(teamId: string, filter: AnalysisFilter, page: PageRequest, behindId?: string): Promise<ListedAnalysis[]> {
    const { where, values } = conditions(teamId, filter);
    const cursor = behindId === undefined ? '' : `and ${behindCursor(['a.id'], 'desc', values.length + 1)}`;
    const paging = [...values, ...(behindId === undefined ? [] : [behindId])];
    return await this.database.query<ListedAnalysis>(
      `select a.id, a.ioc, a.type, a.canonical, a.queried_at as "queriedAt", a.verdict, a.score,
         (select count(*)::int from analysis.plugin_result as p
          where p.team_id = a.team_id and p.analysis_id = a.id and p.is_open) as "pendingCount"
       from analysis.analysis as a where ${where} ${cursor}
       order by a.id desc limit ${String(page.limit + 1)} offset ${String(behindId === undefined ? page.offset : 0)}`,
      paging,
    );
  }

  async count(teamId: string, filter: AnalysisFilter): Promise<number> {
    const { where, values } = conditions(teamId, filter);
    const sql = cappedCount(`1 from analysis.analysis as a where ${where}`);
    const rows = await this.database.query<{ count: number }>(sql, values);
    return rows[0]?.count ?? 0;
  }
}

function conditions(teamId: string, filter: AnalysisFilter): { where: string; values: unknown[] } {
  const parts = ['a.team_id = $1'];
  const values: unknown[] = [teamId];
  const add = (value: unknown, condition: (parameter: string) => string) => {
    if (value === undefined) return;
    values.push(value);
    parts.push(condition(`$${String(values.length)}`));
  };
  add(filter.type, (parameter) => `a.type = ${parameter}`);
  add(filter.verdict, (parameter) => `a.verdict = ${parameter}`);
  add(filter.tlp, (parameter) => `a.tlp = ${parameter}`);
  add(filter.minScore, (parameter) => `a.score >= ${parameter}`);
  add(filter.requestedBy, (parameter) => `a.requested_by = ${parameter}`);
  add(filter.since, (parameter) => `a.queried_at >= ${parameter}`);
  add(filter.until, (parameter) => `a.queried_at < ${parameter}`);
  if (filter.isPending !== undefined) parts.push(filter.isPending ? isWaiting : `not ${isWaiting}`);
  // The index is on the digest, because values can be longer than an index entry may be.
  add(
    filter.canonicals,
    (parameter) =>
      `md5(a.canonical) = any(select md5(each) from unnest(${parameter}::text[]) as each)
         and a.canonical = any(${parameter}::text[])`,
  );
  return { where: parts.join(' and '), values };
}

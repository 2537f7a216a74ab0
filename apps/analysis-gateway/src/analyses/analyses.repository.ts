import { Injectable } from '@nestjs/common';
import type { Assessment, PluginResult, IocType, Verdict } from '@sentrybox/contracts';
import { behindCursor, cappedCount, Database } from '@sentrybox/database';
import type { PageRequest } from '@sentrybox/database';
import { IsNull } from 'typeorm';
import type { QueryDeepPartialEntity, Repository } from 'typeorm';
import { Analysis } from './analysis.entity';
import { StoredPluginResult } from './plugin-result.entity';

export type AnalysisRow = Omit<Analysis, 'teamId' | 'requestedBy' | 'verdict' | 'score'>;

export type PluginRow = Omit<StoredPluginResult, 'teamId' | 'analysisId' | 'submittingSince'>;

export type SlowRun = Omit<StoredPluginResult, 'teamId' | 'finishedAt'>;

export interface AnalysisFilter {
  readonly type?: IocType | undefined;
  readonly verdict?: Verdict | undefined;
  /** Any of these; none of them: nothing is found. */
  readonly canonicals?: readonly string[] | undefined;
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

// TypeORM's type for what is written has no room for JSON members of unknown type; it serialises any.
type Written = QueryDeepPartialEntity<StoredPluginResult>;

/** Every question about analyses. All run in the current tenant transaction and name the team. */
@Injectable()
export class AnalysesRepository {
  constructor(private readonly database: Database) {}

  async insert(teamId: string, analysis: AnalysisRow, requestedBy: string): Promise<void> {
    const { verdict, score } = analysis.assessment;
    await this.analyses.insert({ ...analysis, teamId, requestedBy, verdict, score });
  }

  /** One parameter for all rows: by TypeORM, with one per value, eight rows take 0.4 ms more of the processor. */
  async insertPlugins(teamId: string, analysisId: string, rows: readonly PluginRow[]): Promise<void> {
    const packed = rows.map((row) => ({
      plugin: row.plugin,
      is_slow: row.isSlow,
      reliability: row.reliability,
      work_id: row.workId,
      submitted_at: row.submittedAt,
      finished_at: row.finishedAt,
      result: row.result,
    }));
    await this.database.execute(
      `insert into analysis.plugin_result (team_id, analysis_id, plugin, is_slow, reliability, work_id, submitted_at,
         finished_at, result)
       select $1, $2, plugin, is_slow, reliability, work_id, submitted_at, finished_at, result
       from jsonb_to_recordset($3::jsonb) as row (plugin text, is_slow boolean, reliability text, work_id uuid,
         submitted_at timestamptz, finished_at timestamptz, result jsonb)`,
      [teamId, analysisId, JSON.stringify(packed)],
    );
  }

  async find(teamId: string, id: string): Promise<AnalysisRow | undefined> {
    return (await this.analyses.findOneBy({ teamId, id })) ?? undefined;
  }

  /** Also locks the row, so that two results that end together do not lose each other in the assessment. */
  async lock(teamId: string, id: string): Promise<AnalysisRow | undefined> {
    const lock = { mode: 'pessimistic_write' } as const;
    return (await this.analyses.findOne({ where: { teamId, id }, lock })) ?? undefined;
  }

  /** Newest first; ids are UUIDv7, so their order is that of time. One row more than the limit tells that there are more. */
  async list(teamId: string, filter: AnalysisFilter, page: PageRequest, behindId?: string): Promise<ListedAnalysis[]> {
    const { where, values } = conditions(teamId, filter);
    const cursor = behindId === undefined ? '' : `and ${behindCursor(['a.id'], 'desc', values.length + 1)}`;
    const paging = [...values, ...(behindId === undefined ? [] : [behindId])];
    return await this.database.query<ListedAnalysis>(
      `select a.id, a.ioc, a.type, a.canonical, a.queried_at as "queriedAt", a.verdict, a.score,
         (select count(*)::int from analysis.plugin_result as p
          where p.team_id = a.team_id and p.analysis_id = a.id and p.result is null) as "pendingCount"
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

  async pluginsOf(teamId: string, analysisId: string): Promise<PluginRow[]> {
    return await this.plugins.find({ where: { teamId, analysisId }, order: { plugin: 'ASC' } });
  }

  async findSlow(teamId: string, analysisId: string, plugin: string): Promise<PluginRow | undefined> {
    return (await this.plugins.findOneBy({ teamId, analysisId, plugin, isSlow: true })) ?? undefined;
  }

  async findByWork(teamId: string, workId: string): Promise<SlowRun | undefined> {
    return (await this.plugins.findOneBy({ teamId, workId })) ?? undefined;
  }

  /** @returns false when a submission had been begun before: then nobody may make another. */
  async beginSubmission(teamId: string, workId: string, since: Date): Promise<boolean> {
    const mark = { submittingSince: since } as Written;
    const { affected } = await this.plugins.update({ teamId, workId, submittingSince: IsNull() }, mark);
    return affected === 1;
  }

  /** The source did not take the submission that was begun at `since`. */
  async forgetSubmission(teamId: string, workId: string, since: Date): Promise<void> {
    await this.plugins.update({ teamId, workId, submittingSince: since }, { submittingSince: null });
  }

  async saveTicket(teamId: string, workId: string, ticket: Record<string, unknown>): Promise<void> {
    await this.plugins.update({ teamId, workId }, { ticket } as Written);
  }

  async saveResult(teamId: string, analysisId: string, result: PluginResult, finishedAt: Date): Promise<void> {
    await this.plugins.update({ teamId, analysisId, plugin: result.plugin }, { result, finishedAt } as Written);
  }

  async saveAssessment(teamId: string, id: string, assessment: Assessment): Promise<void> {
    const { verdict, score } = assessment;
    await this.analyses.update({ teamId, id }, { verdict, score, assessment });
  }

  private get analyses(): Repository<Analysis> {
    return this.database.manager.getRepository(Analysis);
  }

  private get plugins(): Repository<StoredPluginResult> {
    return this.database.manager.getRepository(StoredPluginResult);
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
  // The index is on the digest, because values can be longer than an index entry may be.
  add(
    filter.canonicals,
    (parameter) =>
      `md5(a.canonical) = any(select md5(each) from unnest(${parameter}::text[]) as each)
         and a.canonical = any(${parameter}::text[])`,
  );
  return { where: parts.join(' and '), values };
}

import { Injectable } from '@nestjs/common';
import type { Assessment, PluginResult, Reliability, SeedType, Pap, Tlp, Verdict } from '@sentrybox/contracts';
import { behindCursor, cappedCount, Database } from '@sentrybox/database';
import type { PageRequest } from '@sentrybox/database';
import type { IndicatorType } from '@sentrybox/ioc';
import type { QueryResultRow } from 'pg';

export interface AnalysisRow {
  readonly id: string;
  readonly ioc: string;
  readonly type: SeedType;
  readonly canonical: string;
  readonly indicatorType: IndicatorType;
  readonly tlp: Tlp;
  readonly pap: Pap;
  readonly queriedAt: Date;
  readonly assessment: Assessment;
}

export interface PluginRow {
  readonly plugin: string;
  readonly isSlow: boolean;
  readonly reliability: Reliability;
  readonly workId: string | null;
  readonly submittedAt: Date;
  readonly ticket: Record<string, unknown> | null;
  readonly result: PluginResult | null;
}

export interface SlowRun extends PluginRow {
  readonly analysisId: string;
}

export interface AnalysisFilter {
  readonly type?: SeedType | undefined;
  readonly verdict?: Verdict | undefined;
  /** Any of these; none of them: nothing is found. */
  readonly canonicals?: readonly string[] | undefined;
}

export interface ListedAnalysis {
  readonly id: string;
  readonly ioc: string;
  readonly type: SeedType;
  readonly canonical: string;
  readonly queriedAt: Date;
  readonly verdict: Verdict;
  readonly score: number;
  readonly pendingCount: number;
}

const analysisColumns = `id, ioc, type, canonical, indicator_type as "indicatorType", tlp, pap,
  queried_at as "queriedAt", assessment`;
const pluginColumns = `plugin, is_slow as "isSlow", reliability, work_id as "workId", submitted_at as "submittedAt",
  ticket, result`;

/** Every question about analyses. All run in the current tenant transaction and name the team. */
@Injectable()
export class AnalysesRepository {
  constructor(private readonly database: Database) {}

  async insert(teamId: string, analysis: AnalysisRow, requestedBy: string): Promise<void> {
    const { assessment } = analysis;
    await this.database.execute(
      `insert into analysis.analysis (team_id, id, ioc, type, canonical, indicator_type, tlp, pap, queried_at,
         requested_by, verdict, score, assessment)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        teamId,
        analysis.id,
        analysis.ioc,
        analysis.type,
        analysis.canonical,
        analysis.indicatorType,
        analysis.tlp,
        analysis.pap,
        analysis.queriedAt,
        requestedBy,
        assessment.verdict,
        assessment.score,
        assessment,
      ],
    );
  }

  async insertPlugins(teamId: string, analysisId: string, rows: readonly PluginRow[], finishedAt: Date): Promise<void> {
    const packed = rows.map((row) => ({
      plugin: row.plugin,
      is_slow: row.isSlow,
      reliability: row.reliability,
      work_id: row.workId,
      submitted_at: row.submittedAt,
      finished_at: row.result === null ? null : finishedAt,
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
    return await this.first(`select ${analysisColumns} from analysis.analysis where team_id = $1 and id = $2`, [
      teamId,
      id,
    ]);
  }

  /** Also locks the row, so that two results that end together do not lose each other in the assessment. */
  async lock(teamId: string, id: string): Promise<AnalysisRow | undefined> {
    return await this.first(
      `select ${analysisColumns} from analysis.analysis where team_id = $1 and id = $2 for update`,
      [teamId, id],
    );
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
    return await this.database.query<PluginRow>(
      `select ${pluginColumns} from analysis.plugin_result where team_id = $1 and analysis_id = $2 order by plugin`,
      [teamId, analysisId],
    );
  }

  async findSlow(teamId: string, analysisId: string, plugin: string): Promise<PluginRow | undefined> {
    return await this.first(
      `select ${pluginColumns} from analysis.plugin_result
       where team_id = $1 and analysis_id = $2 and plugin = $3 and is_slow`,
      [teamId, analysisId, plugin],
    );
  }

  async findByWork(teamId: string, workId: string): Promise<SlowRun | undefined> {
    return await this.first(
      `select analysis_id as "analysisId", ${pluginColumns} from analysis.plugin_result
       where team_id = $1 and work_id = $2`,
      [teamId, workId],
    );
  }

  async saveTicket(teamId: string, workId: string, ticket: Readonly<Record<string, unknown>>): Promise<void> {
    await this.database.execute(`update analysis.plugin_result set ticket = $3 where team_id = $1 and work_id = $2`, [
      teamId,
      workId,
      ticket,
    ]);
  }

  async saveResult(teamId: string, analysisId: string, result: PluginResult, finishedAt: Date): Promise<void> {
    await this.database.execute(
      `update analysis.plugin_result set result = $4, finished_at = $5
       where team_id = $1 and analysis_id = $2 and plugin = $3`,
      [teamId, analysisId, result.plugin, result, finishedAt],
    );
  }

  async saveAssessment(teamId: string, id: string, assessment: Assessment): Promise<void> {
    await this.database.execute(
      `update analysis.analysis set verdict = $3, score = $4, assessment = $5 where team_id = $1 and id = $2`,
      [teamId, id, assessment.verdict, assessment.score, assessment],
    );
  }

  private async first<Row extends QueryResultRow>(sql: string, parameters: unknown[]): Promise<Row | undefined> {
    return (await this.database.query<Row>(sql, parameters))[0];
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

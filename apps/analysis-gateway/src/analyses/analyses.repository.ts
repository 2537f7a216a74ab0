import { Injectable } from '@nestjs/common';
import type { Assessment, PluginResult } from '@sentrybox/contracts';
import { Database, prepared } from '@sentrybox/database';
import { IsNull } from 'typeorm';
import type { QueryDeepPartialEntity, Repository } from 'typeorm';
import { Analysis } from './analysis.entity';
import { StoredPluginResult } from './plugin-result.entity';

export type AnalysisRow = Omit<Analysis, 'teamId' | 'requestedBy' | 'verdict' | 'score'>;

export type PluginRow = Omit<StoredPluginResult, 'teamId' | 'analysisId' | 'submittingSince' | 'eventNo'>;

/** The run of a plugin that work goes on about. */
export type OpenRun = Omit<StoredPluginResult, 'teamId' | 'eventNo'>;

// TypeORM's type for what is written has no room for JSON members of unknown type; it serialises any.
type Written = QueryDeepPartialEntity<StoredPluginResult>;

/** What is stored when an analysis is answered. */
export interface NewAnalysis {
  readonly analysis: AnalysisRow;
  readonly requestedBy: string;
  readonly plugins: readonly PluginRow[];
}

// One statement for any number of analyses with all their results: this is in the way of every request.
const insertAnalyses = prepared(`
  with made as (
    insert into analysis.analysis (team_id, id, ioc, type, canonical, indicator_type, tlp, pap, queried_at, requested_by,
      verdict, score, assessment)
    select $1, id, ioc, type, canonical, indicator_type, tlp, pap, queried_at, requested_by, verdict, score, assessment
    from jsonb_to_recordset($2::jsonb) as row (id uuid, ioc text, type text, canonical text, indicator_type text,
      tlp text, pap text, queried_at timestamptz, requested_by uuid, verdict text, score smallint, assessment jsonb))
  insert into analysis.plugin_result (team_id, analysis_id, plugin, is_slow, reliability, work_id, submitted_at,
    finished_at, result, is_open, event_no, waits_since)
  select $1, analysis_id, plugin, is_slow, reliability, work_id, submitted_at, finished_at, result, is_open, event_no,
    waits_since
  from jsonb_to_recordset($3::jsonb) as row (analysis_id uuid, plugin text, is_slow boolean, reliability text,
    work_id uuid, submitted_at timestamptz, finished_at timestamptz, result jsonb, is_open boolean, event_no integer,
    waits_since timestamptz)`);

const saveResult = prepared(`
  update analysis.plugin_result
  set result = $4, finished_at = $5, is_open = false, waits_since = null,
    event_no = 1 + (select max(event_no) from analysis.plugin_result where team_id = $1 and analysis_id = $2)
  where team_id = $1 and analysis_id = $2 and plugin = $3 and is_open`);

/** Every question about single analyses. All run in the current tenant transaction and name the team. */
@Injectable()
export class AnalysesRepository {
  constructor(private readonly database: Database) {}

  async insert(teamId: string, all: readonly NewAnalysis[]): Promise<void> {
    const results = all.flatMap(({ analysis, plugins }) =>
      plugins.map((row, at) => resultColumns(analysis.id, row, at)),
    );
    await this.database.execute(insertAnalyses, [
      teamId,
      JSON.stringify(all.map(analysisColumns)),
      JSON.stringify(results),
    ]);
  }

  async find(teamId: string, id: string): Promise<AnalysisRow | undefined> {
    return (await this.analyses.findOneBy({ teamId, id })) ?? undefined;
  }

  /** Also locks the row, so that two results that end together do not lose each other in the assessment. */
  async lock(teamId: string, id: string): Promise<AnalysisRow | undefined> {
    const lock = { mode: 'pessimistic_write' } as const;
    return (await this.analyses.findOne({ where: { teamId, id }, lock })) ?? undefined;
  }

  async pluginsOf(teamId: string, analysisId: string): Promise<PluginRow[]> {
    return await this.plugins.find({ where: { teamId, analysisId }, order: { plugin: 'ASC' } });
  }

  /** Results that came behind an event, in their order. */
  async resultsBehind(teamId: string, analysisId: string, eventNo: number): Promise<StoredPluginResult[]> {
    return await this.plugins
      .createQueryBuilder('row')
      .where('row.teamId = :teamId and row.analysisId = :analysisId', { teamId, analysisId })
      .andWhere('row.eventNo > :eventNo and row.result is not null', { eventNo })
      .orderBy('row.eventNo')
      .getMany();
  }

  async countOpen(teamId: string, analysisId: string): Promise<number> {
    return await this.plugins.countBy({ teamId, analysisId, isOpen: true });
  }

  async findSlow(teamId: string, analysisId: string, plugin: string): Promise<PluginRow | undefined> {
    return (await this.plugins.findOneBy({ teamId, analysisId, plugin, isSlow: true })) ?? undefined;
  }

  async findByWork(teamId: string, workId: string): Promise<OpenRun | undefined> {
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
    await this.plugins.update({ teamId, workId }, { ticket, waitsSince: null } as Written);
  }

  /** It has its turn in the line of the provider from now on. */
  async waitInLine(teamId: string, workId: string, since: Date): Promise<void> {
    await this.plugins.update({ teamId, workId, waitsSince: IsNull() }, { waitsSince: since });
  }

  /** Its time begins when the source is first asked, not when it came into the line. */
  async startClock(teamId: string, workId: string, submittedAt: Date): Promise<void> {
    await this.plugins.update({ teamId, workId }, { submittedAt, waitsSince: null });
  }

  /** @returns false when nobody waits for a result of this plugin any more: the one that it has stays. */
  async saveResult(teamId: string, analysisId: string, result: PluginResult, finishedAt: Date): Promise<boolean> {
    const values = [teamId, analysisId, result.plugin, JSON.stringify(result), finishedAt];
    return (await this.database.execute(saveResult, values)) === 1;
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

function analysisColumns({ analysis, requestedBy }: NewAnalysis) {
  const { indicatorType, queriedAt, assessment, ...same } = analysis;
  return {
    ...same,
    indicator_type: indicatorType,
    queried_at: queriedAt,
    requested_by: requestedBy,
    verdict: assessment.verdict,
    score: assessment.score,
    assessment,
  };
}

function resultColumns(analysisId: string, row: PluginRow, index: number) {
  return {
    analysis_id: analysisId,
    plugin: row.plugin,
    is_slow: row.isSlow,
    reliability: row.reliability,
    work_id: row.workId,
    submitted_at: row.submittedAt,
    finished_at: row.finishedAt,
    result: row.result,
    is_open: row.isOpen,
    event_no: row.result === null ? 0 : index + 1,
    waits_since: row.waitsSince,
  };
}

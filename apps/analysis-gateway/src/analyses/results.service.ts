import { Inject, Injectable } from '@nestjs/common';
import type { PluginResult } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { assess, platformPolicy } from '../verdict';
import { AnalysesMetrics } from './analyses.metrics';
import { AnalysesRepository } from './analyses.repository';
import { toWitnesses } from './analysis.view';

/** Stores what a plugin said after the analysis was answered. */
@Injectable()
export class ResultsService {
  constructor(
    private readonly repository: AnalysesRepository,
    private readonly database: Database,
    private readonly metrics: AnalysesMetrics,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Puts a result into its analysis and judges the analysis anew, both in the current tenant transaction. The analysis
   * row is locked first, so results that end together are all in the last assessment.
   */
  async store(teamId: string, analysisId: string, result: PluginResult): Promise<void> {
    const analysis = await this.repository.lock(teamId, analysisId);
    if (analysis === undefined) return;
    const now = this.clock.now();
    await this.repository.saveResult(teamId, analysisId, result, now);
    const plugins = await this.repository.pluginsOf(teamId, analysisId);
    const assessment = assess(analysis.indicatorType, toWitnesses(plugins), now, platformPolicy);
    await this.repository.saveAssessment(teamId, analysisId, assessment);
    this.database.afterCommit(() => {
      this.metrics.pluginEnded(result);
    });
  }
}

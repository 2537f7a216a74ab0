import { Inject, Injectable } from '@nestjs/common';
import type { PluginResult } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { AnalysisChanges } from '../events';
import { assess } from '../verdict';
import { VerdictPolicies } from '../verdict-policies';
import { WebhookMessages } from '../webhooks';
import { AnalysesMetrics } from './analyses.metrics';
import { AnalysesRepository } from './analyses.repository';
import { toWitnesses } from './analysis.view';

/** Stores what a plugin said after the analysis was answered. */
@Injectable()
export class ResultsService {
  constructor(
    private readonly repository: AnalysesRepository,
    private readonly policies: VerdictPolicies,
    private readonly changes: AnalysisChanges,
    private readonly webhooks: WebhookMessages,
    private readonly database: Database,
    private readonly metrics: AnalysesMetrics,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Puts a result into its analysis and judges the analysis anew, both in the current tenant transaction, by the rules it
   * was judged by before; with the last result the team's webhook is told. The analysis row is locked first, so results
   * that end together are all in the last assessment. Does nothing for a plugin that nobody waits for any more: of two
   * that bring its result the first counts.
   */
  async store(teamId: string, analysisId: string, result: PluginResult): Promise<void> {
    const analysis = await this.repository.lock(teamId, analysisId);
    if (analysis === undefined) return;
    const now = this.clock.now();
    if (!(await this.repository.saveResult(teamId, analysisId, result, now))) return;
    const plugins = await this.repository.pluginsOf(teamId, analysisId);
    const policy = await this.policies.named(teamId, analysis.assessment.policy_version);
    const assessment = assess(analysis.indicatorType, toWitnesses(plugins), now, policy);
    await this.repository.saveAssessment(teamId, analysisId, assessment);
    if (plugins.every(({ isOpen }) => !isOpen)) await this.webhooks.submit(teamId, analysisId);
    this.database.afterCommit(async () => {
      this.metrics.pluginEnded(result);
      await this.changes.announce(analysisId);
    });
  }
}

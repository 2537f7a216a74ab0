import { Inject, Injectable } from '@nestjs/common';
import type { AnalysisRequest, AnalysisView, PluginResult, Principal } from '@sentrybox/contracts';
import { subjectIdOf } from '@sentrybox/contracts';
import { Database, uuidv7 } from '@sentrybox/database';
import type { Clock, Logger } from '@sentrybox/observability';
import { CLOCK, LOGGER } from '@sentrybox/observability';
import { AnalysisSettings } from '../analysis-settings';
import type { Ask } from '../execution';
import { FastPlugins, KeptAnswers } from '../execution';
import { PluginRegistry } from '../plugins';
import { RequestKeys } from '../request-keys';
import { assess } from '../verdict';
import { VerdictPolicies } from '../verdict-policies';
import { AnalysesMetrics } from './analyses.metrics';
import { noPluginsAvailable } from './analyses.errors';
import type { AnalysisRow } from './analyses.repository';
import { toAnalysisView, toWitnesses } from './analysis.view';
import type { Asked } from './ask-plugins';
import { askPlugins } from './ask-plugins';
import { NewAnalyses } from './new-analyses.service';
import { readIndicator } from './read-indicator';
import { ResultsService } from './results.service';

/** Makes analyses; everything happens in the caller's team. */
@Injectable()
export class AnalysesService {
  constructor(
    private readonly registry: PluginRegistry,
    private readonly fast: FastPlugins,
    private readonly kept: KeptAnswers,
    private readonly stored: NewAnalyses,
    private readonly results: ResultsService,
    private readonly policies: VerdictPolicies,
    private readonly settings: AnalysisSettings,
    private readonly keys: RequestKeys,
    private readonly database: Database,
    private readonly metrics: AnalysesMetrics,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Analyses an indicator. The analysis and the work of its slow plugins are committed together before the answer, so
   * what is answered is never lost. With a key the same request is answered the same within 24 hours.
   * @throws DomainError `invalid_ioc_type`, `invalid_request`, `no_plugins_available`, `conflict`, `unavailable`
   */
  async create(principal: Principal, request: AnalysisRequest, key?: string): Promise<AnalysisView> {
    if (key === undefined) return await this.analyse(principal, request);
    return await this.keys.once(principal, key, request, () => this.analyse(principal, request));
  }

  private async analyse(principal: Principal, request: AnalysisRequest): Promise<AnalysisView> {
    const indicator = readIndicator(request.ioc, request.type);
    const { teamId } = principal;
    const plugins = await this.registry.applicable(teamId, indicator.iocType, request.plugins);
    if (plugins.length === 0) throw noPluginsAvailable();
    const [ask, policy] = await Promise.all([this.askOf(principal, request), this.policies.current(teamId)]);
    const queriedAt = this.clock.now();
    const asked = await askPlugins(plugins, indicator, ask, { fast: this.fast, kept: this.kept, clock: this.clock });
    const analysis: AnalysisRow = {
      id: uuidv7(),
      ioc: request.ioc,
      type: indicator.iocType,
      canonical: indicator.value,
      indicatorType: indicator.type,
      tlp: ask.tlp,
      pap: ask.pap,
      queriedAt,
      assessment: assess(indicator.type, toWitnesses(asked.rows), this.clock.now(), policy),
    };
    const requestedBy = subjectIdOf(principal);
    const override = await this.stored.save(teamId, { analysis, requestedBy, plugins: asked.rows });
    this.count(analysis, asked);
    for (const late of asked.late) this.keepLate(teamId, analysis.id, late);
    return toAnalysisView(analysis, asked.rows, override);
  }

  private async askOf({ teamId, kind }: Principal, request: AnalysisRequest): Promise<Ask> {
    const { defaultTlp, defaultPap } = await this.settings.of(teamId);
    return {
      teamId,
      urgency: kind === 'user' ? 'person' : 'client',
      hasWaited: false,
      tlp: request.tlp ?? defaultTlp,
      pap: request.pap ?? defaultPap,
      maxAgeSeconds: request.max_age_seconds,
      isForced: request.force,
      deadlineMs: request.deadline_ms,
    };
  }

  private count({ type, assessment }: AnalysisRow, { rows }: Asked): void {
    this.metrics.analysed(type, assessment.verdict);
    for (const { result } of rows) if (result !== null) this.metrics.pluginEnded(result);
  }

  // The caller has its answer; what comes now takes the place of "timeout". Should it be lost with this process, the work
  // of its row asks again.
  private keepLate(teamId: string, analysisId: string, late: Promise<PluginResult>): void {
    late
      .then((result) => this.database.inTeam(teamId, () => this.results.store(teamId, analysisId, result)))
      .catch((error: unknown) => {
        this.logger.warn('late_result_not_stored', { analysis_id: analysisId, error });
      });
  }
}

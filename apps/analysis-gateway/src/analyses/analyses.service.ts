import { Inject, Injectable } from '@nestjs/common';
import type { AnalysisRequest, AnalysisView, PluginResult, Principal } from '@sentrybox/contracts';
import { subjectIdOf } from '@sentrybox/contracts';
import { Database, uuidv7 } from '@sentrybox/database';
import type { Clock, Logger } from '@sentrybox/observability';
import { CLOCK, LOGGER } from '@sentrybox/observability';
import { Work } from '@sentrybox/queue';
import { isUuid } from '../is-uuid';
import { PluginContexts, PluginRegistry } from '../plugins';
import { assess, platformPolicy } from '../verdict';
import { AnalysesMetrics } from './analyses.metrics';
import { analysisNotFound, noPluginsAvailable, pendingPluginNotFound } from './analyses.errors';
import type { AnalysisRow } from './analyses.repository';
import { AnalysesRepository } from './analyses.repository';
import { toAnalysisView, toWitnesses } from './analysis.view';
import type { Asked } from './ask-plugins';
import { askPlugins } from './ask-plugins';
import { readIndicator } from './read-indicator';
import { ResultsService } from './results.service';
import { runSlowPlugin } from './run-slow-plugin.definition';

const pluginName = /^[a-z0-9_]+$/;

/** Use cases of analyses; everything happens in the caller's team. */
@Injectable()
export class AnalysesService {
  constructor(
    private readonly registry: PluginRegistry,
    private readonly contexts: PluginContexts,
    private readonly repository: AnalysesRepository,
    private readonly results: ResultsService,
    private readonly database: Database,
    private readonly work: Work,
    private readonly metrics: AnalysesMetrics,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Analyses an indicator. The analysis and the work of its slow plugins are committed together before the answer, so
   * what is answered is never lost.
   * @throws DomainError `invalid_ioc_type`, `invalid_request`, `no_plugins_available`, `unavailable`
   */
  async create(principal: Principal, request: AnalysisRequest): Promise<AnalysisView> {
    const indicator = readIndicator(request.ioc, request.type);
    const { teamId } = principal;
    const plugins = await this.registry.applicable(teamId, indicator.iocType, request.plugins);
    if (plugins.length === 0) throw noPluginsAvailable();
    const queriedAt = this.clock.now();
    const parts = { contexts: this.contexts, clock: this.clock };
    const asked = await askPlugins(plugins, indicator, request, teamId, parts);
    const analysis: AnalysisRow = {
      id: uuidv7(),
      ioc: request.ioc,
      type: indicator.iocType,
      canonical: indicator.value,
      indicatorType: indicator.type,
      tlp: request.tlp,
      pap: request.pap,
      queriedAt,
      assessment: assess(indicator.type, toWitnesses(asked.rows), this.clock.now(), platformPolicy),
    };
    await this.save(principal, analysis, asked);
    this.metrics.analysed(analysis.type, analysis.assessment.verdict);
    for (const { result } of asked.rows) if (result !== null) this.metrics.pluginEnded(result);
    for (const late of asked.late) this.keepLate(teamId, analysis.id, late);
    return toAnalysisView(analysis, asked.rows);
  }

  /** @throws DomainError `not_found`, also for another team's analysis */
  async get(principal: Principal, id: string): Promise<AnalysisView> {
    if (!isUuid(id)) throw analysisNotFound();
    const { teamId } = principal;
    return this.database.inTeam(teamId, async () => {
      const analysis = await this.repository.find(teamId, id);
      if (analysis === undefined) throw analysisNotFound();
      return toAnalysisView(analysis, await this.repository.pluginsOf(teamId, id));
    });
  }

  /**
   * The result of a slow plugin, or undefined while it runs.
   * @throws DomainError `not_found` for another team's analysis, an unknown plugin and one that is not slow
   */
  async poll(principal: Principal, id: string, plugin: string): Promise<PluginResult | undefined> {
    if (!isUuid(id) || !pluginName.test(plugin)) throw pendingPluginNotFound();
    const { teamId } = principal;
    const row = await this.database.inTeam(teamId, () => this.repository.findSlow(teamId, id, plugin));
    if (row === undefined) throw pendingPluginNotFound();
    return row.result ?? undefined;
  }

  private async save(principal: Principal, analysis: AnalysisRow, asked: Asked): Promise<void> {
    const { teamId } = principal;
    await this.database.inTeam(teamId, async () => {
      await this.repository.insert(teamId, analysis, subjectIdOf(principal));
      await this.repository.insertPlugins(teamId, analysis.id, asked.rows);
      for (const { workId, result } of asked.rows) {
        if (workId !== null && result === null) await this.work.submit(runSlowPlugin, { id: workId, teamId });
      }
    });
  }

  // The caller has its answer; what comes now is worth keeping but nobody waits for it.
  private keepLate(teamId: string, analysisId: string, late: Promise<PluginResult>): void {
    late
      .then((result) => this.database.inTeam(teamId, () => this.results.store(teamId, analysisId, result)))
      .catch((error: unknown) => {
        this.logger.warn('late_result_lost', { analysis_id: analysisId, error });
      });
  }
}

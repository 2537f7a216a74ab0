import { Inject, Injectable } from '@nestjs/common';
import type { AnalysisView, PluginResult, Principal } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { isUuid } from '../is-uuid';
import { Overrides } from '../overrides';
import { VerdictPolicies } from '../verdict-policies';
import { assess } from '../verdict';
import { analysisNotFound, asOfBeforeAnalysis, pendingPluginNotFound } from './analyses.errors';
import type { AnalysisRow, PluginRow } from './analyses.repository';
import { AnalysesRepository } from './analyses.repository';
import { asOfThen, toAnalysisView, toWitnesses } from './analysis.view';

const pluginName = /^[a-z0-9_]+$/;

/** Stored analyses as their team reads them. */
@Injectable()
export class AnalysisReader {
  constructor(
    private readonly repository: AnalysesRepository,
    private readonly overrides: Overrides,
    private readonly policies: VerdictPolicies,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The analysis as it was judged last; with `asOf` judged by the same rules from what had been said by then, as old as it
   * was then.
   * @throws DomainError `not_found`, also for another team's analysis; `invalid_request` for a time before the analysis
   */
  async get({ teamId }: Principal, id: string, asOf?: string): Promise<AnalysisView> {
    if (!isUuid(id)) throw analysisNotFound();
    const read = async (): Promise<AnalysisView> => {
      const analysis = await this.repository.find(teamId, id);
      if (analysis === undefined) throw analysisNotFound();
      const plugins = await this.repository.pluginsOf(teamId, id);
      const override = await this.overrides.current(teamId, analysis, this.clock.now());
      if (asOf === undefined) return toAnalysisView(analysis, plugins, override);
      return await this.replay(teamId, analysis, plugins, new Date(asOf), override);
    };
    // A result that comes in between would be shown beside a verdict that does not know it.
    return await this.database.inTeam(teamId, read, { isSnapshot: true });
  }

  /**
   * The result of a slow plugin, or undefined while it runs.
   * @throws DomainError `not_found` for another team's analysis, an unknown plugin and one that is not slow
   */
  async poll({ teamId }: Principal, id: string, plugin: string): Promise<PluginResult | undefined> {
    if (!isUuid(id) || !pluginName.test(plugin)) throw pendingPluginNotFound();
    const row = await this.database.inTeam(teamId, () => this.repository.findSlow(teamId, id, plugin));
    if (row === undefined) throw pendingPluginNotFound();
    return row.result ?? undefined;
  }

  private async replay(
    teamId: string,
    analysis: AnalysisRow,
    plugins: readonly PluginRow[],
    asOf: Date,
    override: AnalysisView['override'],
  ): Promise<AnalysisView> {
    if (asOf < analysis.queriedAt) throw asOfBeforeAnalysis();
    const then = asOfThen(plugins, asOf);
    const policy = await this.policies.named(teamId, analysis.assessment.policy_version);
    return toAnalysisView(analysis, then, override, assess(analysis.indicatorType, toWitnesses(then), asOf, policy));
  }
}

import { Injectable } from '@nestjs/common';
import type { InputOf, IocType, Pap, previewAnalysis, Principal, Tlp } from '@sentrybox/contracts';
import { iocTypes } from '@sentrybox/contracts';
import { canonicaliseIoc } from '@sentrybox/ioc';
import { AnalysisSettings } from '../../analysis-settings';
import type { KeptAnswer } from '../../cache';
import { KeptAnswers, ProviderTurns } from '../../execution';
import type { ConfiguredPlugin } from '../../plugins';
import { markingRefusal, PluginRegistry } from '../../plugins';
import { limitUseView } from '../../quota';
import { ofNoType } from '../analyses.errors';
import { readIndicator } from '../read-indicator';

type Body = InputOf<typeof previewAnalysis>['body'];

interface Markings {
  readonly tlp: Tlp;
  readonly pap: Pap;
}

/** What an analysis would tell to whom, and cost; asks nobody. */
@Injectable()
export class AnalysisPreviewService {
  constructor(
    private readonly registry: PluginRegistry,
    private readonly kept: KeptAnswers,
    private readonly turns: ProviderTurns,
    private readonly settings: AnalysisSettings,
  ) {}

  /** @throws DomainError `invalid_request` for a value that is of no type, or not of the one named */
  async preview({ teamId }: Principal, body: Body) {
    const indicator = readIndicator(body.ioc, body.type === 'auto' ? typeOf(body.ioc) : body.type);
    const { defaultTlp, defaultPap } = await this.settings.of(teamId);
    const markings = { tlp: body.tlp ?? defaultTlp, pap: body.pap ?? defaultPap };
    const plugins = await this.registry.applicable(teamId, indicator.iocType, body.plugins);
    const ask = { teamId, isForced: body.force, maxAgeSeconds: body.max_age_seconds };
    const kept = await this.kept.find(plugins, indicator, ask);
    return {
      ioc: body.ioc,
      type: indicator.iocType,
      canonical: indicator.value,
      ...markings,
      plugins: await Promise.all(plugins.map((each, index) => this.viewOf(each, markings, kept[index]))),
    };
  }

  private async viewOf(configured: ConfiguredPlugin, { tlp, pap }: Markings, kept: KeptAnswer | undefined) {
    const { plugin, settings } = configured;
    const reason = markingRefusal(configured, tlp, pap);
    const { limits, waitMs } = await this.turns.look(configured);
    return {
      plugin: plugin.manifest.name,
      display_name: plugin.manifest.displayName,
      class: plugin.manifest.class,
      disclosure: plugin.exposure(settings.values).disclosure,
      asked: reason === undefined && kept === undefined,
      ...(reason === undefined ? {} : { reason }),
      from_cache: kept !== undefined,
      age_seconds: kept === undefined ? null : this.kept.ageSeconds(kept),
      quota: limits.map(limitUseView),
      wait_seconds: Math.ceil(waitMs / 1_000),
    };
  }
}

/** The first type that the text is a value of; none is a value of two but a bare name, which is a domain. */
function typeOf(ioc: string): IocType {
  const type = iocTypes.find((each) => canonicaliseIoc(each, ioc).ok);
  if (type === undefined) throw ofNoType();
  return type;
}

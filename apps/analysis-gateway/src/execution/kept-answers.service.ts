import { Inject, Injectable } from '@nestjs/common';
import type { PluginResult } from '@sentrybox/contracts';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { AnswerCache } from '../cache';
import type { KeptAnswer } from '../cache';
import type { ConfiguredPlugin, Indicator, ResolvedSettings } from '../plugins';
import { SharedSecret } from '../sharing';
import type { Ask } from './ask';

/** What is kept of the answers to a request's questions, and good enough for it. */
@Injectable()
export class KeptAnswers {
  /** Scopes by the settings they are of, which are the same with every request of a team. */
  private readonly scopes = new WeakMap<ResolvedSettings, string>();

  constructor(
    private readonly cache: AnswerCache,
    private readonly secret: SharedSecret,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** In the order of the plugins; undefined where the source has to be asked. One question to Redis for all. */
  async find(
    plugins: readonly ConfiguredPlugin[],
    indicator: Indicator,
    { teamId, isForced, maxAgeSeconds }: Pick<Ask, 'teamId' | 'isForced' | 'maxAgeSeconds'>,
  ): Promise<(KeptAnswer | undefined)[]> {
    if (isForced) return plugins.map(() => undefined);
    const keys = plugins.map((configured) =>
      configured.plugin.manifest.cache.hitSeconds > 0 || configured.plugin.manifest.cache.missSeconds > 0
        ? this.keyOf(configured, indicator, teamId)
        : undefined,
    );
    const wanted = keys.filter((key) => key !== undefined);
    const found = await this.cache.read(wanted);
    const byKey = new Map(wanted.map((key, index) => [key, found[index]]));
    return keys.map((key) => {
      const kept = key === undefined ? undefined : byKey.get(key);
      return kept === undefined || !this.willDo(kept, maxAgeSeconds) ? undefined : kept;
    });
  }

  /** A kept answer as a result, with its age. */
  resultOf(kept: KeptAnswer): PluginResult {
    return { ...kept.result, from_cache: true, age_seconds: this.ageSeconds(kept), duration_ms: 0 };
  }

  /** Answers are the team's own, unless the plugin says that whoever asks gets the same. */
  keyOf({ plugin, settings }: ConfiguredPlugin, { type, value }: Indicator, teamId: string): string {
    const { name, version, isShareable } = plugin.manifest;
    const scope = this.scopes.get(settings) ?? this.scopeOf(settings, isShareable === true ? '' : teamId);
    this.scopes.set(settings, scope);
    return this.cache.keyOf({ plugin: name, version, type, value, scope });
  }

  private scopeOf({ values }: ResolvedSettings, teamId: string): string {
    const inOrder = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
    return this.secret.mac('scope', teamId, JSON.stringify(inOrder));
  }

  ageSeconds({ givenAtMs }: KeptAnswer): number {
    return Math.max(0, Math.round((this.clock.now().getTime() - givenAtMs) / 1_000));
  }

  private willDo(kept: KeptAnswer, maxAgeSeconds: number | undefined): boolean {
    return maxAgeSeconds === undefined || this.ageSeconds(kept) <= maxAgeSeconds;
  }
}

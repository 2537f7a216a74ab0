import { Inject, Injectable } from '@nestjs/common';
import type { bulkLookup, InputOf, IndicatorDetailView, Principal } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { notFound } from '@sentrybox/errors';
import { classify } from '@sentrybox/ioc';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { Reader } from '../model';
import { evidenceAsOf } from './evidence';
import { indicatorDetailView, indicatorView } from './indicator.view';
import type { KnownIndicator } from './indicator.view';
import { KnownIndicatorsRepository } from './known-indicators.repository';
import type { IndicatorKey } from './known-indicators.repository';

/** What is known about single indicators, for people and scripts. */
@Injectable()
export class IndicatorsService {
  constructor(
    private readonly known: KnownIndicatorsRepository,
    private readonly reader: Reader,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError not_found, also for an indicator that only another team knows, or nobody knew at that time */
  async get(id: string, asOf: string | undefined): Promise<IndicatorDetailView> {
    const found = await this.reader.read('indicators:read', (scopes) => this.known.findById(scopes, id));
    const at = asOf === undefined ? this.clock.now() : new Date(asOf);
    const evidence = asOf === undefined ? found?.evidence : evidenceAsOf(found?.evidence ?? [], at);
    if (found === undefined || evidence === undefined || evidence.length === 0) {
      throw notFound('There is no such indicator.');
    }
    return indicatorDetailView({ ...found, evidence }, at);
  }

  async bulkLookup({ teamId }: Principal, { indicators }: InputOf<typeof bulkLookup>['body']) {
    const recognised = indicators.map((value) => classify(value));
    const keys = recognised.filter((found) => found.ok).map(({ type, value }): IndicatorKey => ({ type, value }));
    const evidence = await this.database.inTeam(teamId, () => this.known.find(['team', 'platform'], keys));
    const at = this.clock.now();
    let next = 0;
    const results = indicators.map((value, place) => {
      const found = recognised[place];
      if (found?.ok !== true) return { value, type: null, found: false };
      const entry = evidence[next];
      next += 1;
      if (entry?.indicatorId == null || entry.evidence.length === 0) return { value, type: found.type, found: false };
      const known = { ...entry, id: entry.indicatorId, ...keyOf(found) };
      return { value, type: found.type, found: true, ...summary(known, at) };
    });
    const foundCount = results.filter(({ found }) => found).length;
    return { results, found: foundCount, looked_up_at: at.toISOString() };
  }
}

function keyOf({ type, value }: IndicatorKey): IndicatorKey {
  return { type, value };
}

function summary(known: KnownIndicator, at: Date) {
  const indicator = indicatorView(known, at);
  return { indicator, threat_level: indicator.threat_level, confidence: indicator.confidence };
}

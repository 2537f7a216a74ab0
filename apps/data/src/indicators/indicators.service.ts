import { Inject, Injectable } from '@nestjs/common';
import type { bulkLookup, InputOf, IndicatorDetailView, Principal, SearchQuery } from '@sentrybox/contracts';
import { behindIdOf, countLimit, Database, newestFirst } from '@sentrybox/database';
import { notFound } from '@sentrybox/errors';
import { classify } from '@sentrybox/ioc';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { rankOf, Reader } from '../model';
import { indicatorDetailView, indicatorView } from './indicator.view';
import type { KnownIndicator } from './indicator.view';
import { KnownIndicatorsRepository } from './known-indicators.repository';
import type { IndicatorKey } from './known-indicators.repository';
import { readQuery } from './read-query';
import { SearchRepository } from './search.repository';
import type { SearchFilter } from './search.sql';

const path = '/api/v1/indicators/search';

/** What is known about indicators, for people and scripts. */
@Injectable()
export class IndicatorsService {
  constructor(
    private readonly searches: SearchRepository,
    private readonly known: KnownIndicatorsRepository,
    private readonly reader: Reader,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async search(query: SearchQuery) {
    const before = behindIdOf(query);
    const { keys, prefixes } = readQuery(query);
    return await this.reader.read('indicators:read', async (scopes) => {
      const filter = { ...filterOf(query), withTeam: scopes.includes('team'), keys, prefixes };
      const offset = before === undefined ? query.offset : 0;
      const items = await this.searches.page({ ...filter, before }, query.limit + 1, offset);
      const isLastPage = before === undefined && items.length <= query.limit && (items.length > 0 || offset === 0);
      const total = isLastPage
        ? offset + items.length
        : await this.searches.count({ ...filter, before: undefined }, countLimit + 1);
      const found = await this.known.find(scopes, items);
      const rows = items.map((item, place) => ({ ...item, evidence: found[place]?.evidence ?? [] }));
      return newestFirst({ path, query, page: query, rows, count: total, toItem: indicatorView });
    });
  }

  /** @throws DomainError not_found, also for an indicator that only another team knows */
  async get(id: string): Promise<IndicatorDetailView> {
    const found = await this.reader.read('indicators:read', (scopes) => this.known.findById(scopes, id));
    if (found === undefined) throw notFound('There is no such indicator.');
    return indicatorDetailView(found);
  }

  async bulkLookup({ teamId }: Principal, { indicators }: InputOf<typeof bulkLookup>['body']) {
    const recognised = indicators.map((value) => classify(value));
    const keys = recognised.filter((found) => found.ok).map(({ type, value }): IndicatorKey => ({ type, value }));
    const evidence = await this.database.inTeam(teamId, () => this.known.find(['team', 'platform'], keys));
    let next = 0;
    const results = indicators.map((value, place) => {
      const found = recognised[place];
      if (found?.ok !== true) return { value, type: null, found: false };
      const entry = evidence[next];
      next += 1;
      if (entry?.indicatorId == null || entry.evidence.length === 0) return { value, type: found.type, found: false };
      return { value, type: found.type, found: true, ...summary({ ...entry, id: entry.indicatorId, ...keyOf(found) }) };
    });
    const foundCount = results.filter(({ found }) => found).length;
    return { results, found: foundCount, looked_up_at: this.clock.now().toISOString() };
  }
}

function keyOf({ type, value }: IndicatorKey): IndicatorKey {
  return { type, value };
}

function summary(known: KnownIndicator) {
  const indicator = indicatorView(known);
  return { indicator, threat_level: indicator.threat_level, confidence: indicator.confidence };
}

function filterOf(query: SearchQuery): Omit<SearchFilter, 'withTeam' | 'keys' | 'prefixes' | 'before'> {
  return {
    type: query.type,
    severity: query.severity === undefined ? undefined : rankOf(query.severity),
    threatLevel: query.threat_level === undefined ? undefined : rankOf(query.threat_level),
    confidence: query.confidence,
    source: query.source,
    tag: query.tag,
    since: query.since === undefined ? undefined : new Date(query.since),
    isActiveOnly: query.active_only === 'true',
  };
}

import { Inject, Injectable } from '@nestjs/common';
import type { IndicatorView } from '@sentrybox/contracts';
import { invalidRequest } from '@sentrybox/errors';
import { canonicaliseIoc, hostOfUrl, ipScope, isInternalScope, registrableDomain } from '@sentrybox/ioc';
import type { IndicatorType, IocType } from '@sentrybox/ioc';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import {
  indicatorDetailView,
  indicatorView,
  kindOf,
  KnownIndicatorsRepository,
  SearchRepository,
  unfiltered,
} from '../indicators';
import type { IndicatorKey, KnownIndicator } from '../indicators';
import { Mmdb } from '../mmdb';
import { Reader } from '../model';
import type { ReadableScopes } from '../model';
import { WarninglistsService } from '../warninglists';
import { relatedQuestions } from './related';

const mostRelated = 50;
const statementTimeoutMs = 1_500;

/** All that is known of one value, from everything on this machine. */
@Injectable()
export class IntelligenceService {
  constructor(
    private readonly known: KnownIndicatorsRepository,
    private readonly searches: SearchRepository,
    private readonly warninglists: WarninglistsService,
    private readonly mmdb: Mmdb,
    private readonly reader: Reader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async ip(text: string) {
    const key = keyOf('ip', text, 'ip');
    const [common, located] = await Promise.all([this.common(key), this.mmdb.locate(key.value)]);
    const scope = ipScope(key.value);
    return { ip: key.value, ...common, is_public: scope !== undefined && !isInternalScope(scope), ...located };
  }

  async domain(text: string) {
    const key = keyOf('domain', text, 'domain');
    return { domain: key.value, ...(await this.common(key)), registrable_domain: registrableDomain(key.value) ?? null };
  }

  async hash(text: string) {
    const key = keyOf('hash', text, 'hash');
    const common = await this.common(key);
    return { hash: key.value, ...common, hash_type: key.type, threat_names: common.indicator?.families ?? [] };
  }

  async url(text: string) {
    const key = keyOf('url', text, 'url');
    return { url: key.value, ...(await this.common(key)), host: hostOfUrl(key.value)?.host ?? null };
  }

  private async common(key: IndicatorKey) {
    const at = this.clock.now();
    const teamId = this.reader.teamOf('indicators:read');
    const { matches } = await this.warninglists.match(teamId, [key]);
    const { found, related } = await this.reader.readAs(teamId, (scopes) => this.read(scopes, key, at), {
      statementTimeoutMs,
    });
    const indicator = found === undefined ? null : indicatorDetailView(found, at);
    return {
      type: key.type,
      found: indicator !== null,
      reputation_score: indicator?.score ?? 0,
      indicator,
      threat_indicators: (indicator?.sightings ?? []).map(({ source, threat_types: types, last_seen: last }) => ({
        source,
        type: types[0] ?? 'suspicious',
        last_reported: last,
      })),
      warninglists: matches[0] ?? [],
      related,
    };
  }

  private async read(scopes: ReadableScopes, key: IndicatorKey, at: Date) {
    const [entry] = await this.known.find(scopes, [key]);
    const id = entry === undefined || entry.evidence.length === 0 ? null : entry.indicatorId;
    const found: KnownIndicator | undefined = entry === undefined || id === null ? undefined : { ...entry, ...key, id };
    await this.searches.forbidScans();
    const related = new Map<string, IndicatorView>();
    for (const question of relatedQuestions(key.type, key.value)) {
      const filter = { ...unfiltered(at), withTeam: kindOf(scopes) === 'team', value: question.value };
      const ids = await this.searches.candidates(filter);
      const page = { limit: mostRelated * 2, offset: 0, before: undefined, order: undefined };
      const items = (await this.searches.page(filter, ids, page)).filter(
        ({ type, value }) => !(type === key.type && value === key.value) && question.isRelated(type, value),
      );
      const evidence = await this.known.find(scopes, items);
      items.forEach((item, place) => {
        const said = evidence[place];
        if (said !== undefined && said.evidence.length > 0)
          related.set(item.id, indicatorView({ ...item, ...said }, at));
      });
    }
    return { found, related: [...related.values()].slice(0, mostRelated) };
  }
}

/** @throws DomainError invalid_request */
function keyOf(kind: IocType, text: string, field: string): { type: IndicatorType; value: string } {
  const found = canonicaliseIoc(kind, text);
  if (found.ok) return { type: found.type, value: found.value };
  throw invalidRequest(`Invalid value for: ${field}.`, [
    { field, code: 'type_mismatch', message: `This is no ${kind}.` },
  ]);
}

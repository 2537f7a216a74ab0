import { Inject, Injectable } from '@nestjs/common';
import type { Sighting } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { isIndicatorType } from '@sentrybox/ioc';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import type { ReadableScopes } from '../model';
import { isActive } from './evidence';
import type { Evidence } from './evidence';
import { KnownIndicatorsRepository } from './known-indicators.repository';
import type { IndicatorKey, KeyEvidence } from './known-indicators.repository';

interface LookupRequest {
  readonly teamId: string;
  readonly keys: readonly { readonly type: string; readonly value: string }[];
}

interface LookupAnswer {
  readonly sourceCount: number;
  readonly found: { readonly indicatorId: string | null; readonly sightings: Sighting[] }[];
}

const scopes: ReadableScopes = ['team', 'platform'];

/** Exact look-ups for other services, for one team. */
@Injectable()
export class LookupService {
  constructor(
    private readonly known: KnownIndicatorsRepository,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Only what is listed now is told: what was delisted, has expired or is a false positive is evidence of nothing. */
  async lookup({ teamId, keys }: LookupRequest): Promise<LookupAnswer> {
    return await this.database.inTeam(teamId, async () => {
      // A type that this platform does not know is no error of the asker's other keys.
      const places = keys.flatMap((key, place) => (isKnown(key) ? [{ key, place }] : []));
      const [sourceCount, entries] = await Promise.all([
        this.known.countSources(scopes),
        this.known.find(
          scopes,
          places.map(({ key }) => key),
        ),
      ]);
      const at = this.clock.now();
      const found = keys.map((): LookupAnswer['found'][number] => ({ indicatorId: null, sightings: [] }));
      places.forEach(({ place }, index) => {
        found[place] = answerOf(entries[index], at);
      });
      return { sourceCount, found };
    });
  }
}

function isKnown(key: LookupRequest['keys'][number]): key is IndicatorKey {
  return isIndicatorType(key.type);
}

function answerOf(entry: KeyEvidence | undefined, at: Date): LookupAnswer['found'][number] {
  const active = entry?.mark === null ? entry.evidence.filter((each) => isActive(each, at)) : [];
  if (entry === undefined || active.length === 0) return { indicatorId: null, sightings: [] };
  return { indicatorId: entry.indicatorId, sightings: active.map(sightingOf) };
}

function sightingOf(evidence: Evidence): Sighting {
  return {
    sourceId: evidence.sourceId,
    sourceName: evidence.sourceName,
    reliability: evidence.reliability,
    lineage: evidence.lineage,
    firstSeenAt: evidence.firstSeenAt.toISOString(),
    lastSeenAt: evidence.lastSeenAt.toISOString(),
    confidence: evidence.confidence,
    severity: evidence.severity,
    threatTypes: [...evidence.threatTypes],
    tags: [...evidence.tags],
  };
}

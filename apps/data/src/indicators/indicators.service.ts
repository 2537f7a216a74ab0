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
import { KnownIndicatorsRepository } from './known-indicators.repository';
import type { IndicatorKey, KeyEvidence } from './known-indicators.repository';

/** Keys of one statement of a bulk look-up: some 10 ms of work. */
const partSize = 1_000;

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
    const answers = await this.database.inTeam(teamId, () => this.lookUp(indicators));
    const at = this.clock.now();
    const results = answers.flatMap(({ asked, keys, evidence }) => resultsOf(asked, keys, evidence, at));
    const foundCount = results.filter(({ found }) => found).length;
    return { results, found: foundCount, looked_up_at: at.toISOString() };
  }

  // The server looks up one part while the next is recognised here, and other requests get their turn in between.
  private async lookUp(indicators: readonly string[]): Promise<LookedUp[]> {
    const parts: Promise<LookedUp>[] = [];
    for (let start = 0; start < indicators.length; start += partSize) {
      const asked = indicators.slice(start, start + partSize);
      const keys = asked.map(keyOf);
      const part = this.known
        .find(
          ['team', 'platform'],
          keys.filter((key) => key !== undefined),
        )
        .then((evidence) => ({ asked, keys, evidence }));
      part.catch(() => undefined); // reported below
      parts.push(part);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return await Promise.all(parts);
  }
}

interface LookedUp {
  readonly asked: readonly string[];
  readonly keys: readonly (IndicatorKey | undefined)[];
  /** Of the keys that are there, in their order. */
  readonly evidence: readonly KeyEvidence[];
}

function keyOf(text: string): IndicatorKey | undefined {
  const found = classify(text);
  return found.ok ? { type: found.type, value: found.value } : undefined;
}

function resultsOf(
  asked: readonly string[],
  keys: readonly (IndicatorKey | undefined)[],
  evidence: readonly KeyEvidence[],
  at: Date,
) {
  let next = 0;
  return asked.map((value, place) => {
    const key = keys[place];
    if (key === undefined) return { value, type: null, found: false };
    const entry = evidence[next];
    next += 1;
    if (entry?.indicatorId == null || entry.evidence.length === 0) return { value, type: key.type, found: false };
    const indicator = indicatorView({ ...key, id: entry.indicatorId, evidence: entry.evidence, mark: entry.mark }, at);
    const { threat_level, confidence } = indicator;
    return { value, type: key.type, found: true, indicator, threat_level, confidence };
  });
}

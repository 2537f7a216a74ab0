import { severities } from '@sentrybox/contracts';
import type { IndicatorDetailView, IndicatorView, Severity } from '@sentrybox/contracts';
import type { IndicatorType } from '@sentrybox/ioc';
import type { Evidence } from './evidence';

/** An indicator with everything that is said of it; never without evidence. */
export interface KnownIndicator {
  readonly id: string;
  readonly type: IndicatorType;
  readonly value: string;
  readonly evidence: readonly Evidence[];
}

/** Below this a sighting does not raise the threat level. */
export const threatLevelConfidence = 0.5;

/**
 * All evidence taken together. What is still listed outweighs what is not: delisted evidence counts only where there is
 * nothing else. The filters of the search say the same in SQL.
 */
export function indicatorView({ id, type, value, evidence }: KnownIndicator): IndicatorView {
  const active = evidence.filter(({ delistedAt }) => delistedAt === null);
  const counted = active.length > 0 ? active : evidence;
  const sure = counted.filter(({ confidence }) => confidence >= threatLevelConfidence);
  return {
    id,
    type,
    value,
    threat_level: worst(sure),
    confidence: rounded(Math.max(...counted.map(({ confidence }) => confidence))),
    severity: worst(counted),
    first_seen: extreme(
      counted.map(({ firstSeenAt }) => firstSeenAt),
      Math.min,
    ),
    last_seen: extreme(
      counted.map(({ lastSeenAt }) => lastSeenAt),
      Math.max,
    ),
    sources: distinct(counted.map(({ sourceName }) => sourceName)),
    status: active.length > 0 ? 'active' : 'delisted',
    threat_types: distinct(counted.flatMap(({ threatTypes }) => threatTypes)),
    tags: distinct(counted.flatMap(({ tags }) => tags)),
    scope: counted.every(({ scope }) => scope === 'team') ? 'team' : 'platform',
  };
}

/** With what each source says, the freshest first. */
export function indicatorDetailView(indicator: KnownIndicator): IndicatorDetailView {
  const newestFirst = [...indicator.evidence].sort((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime());
  return { ...indicatorView(indicator), sightings: newestFirst.map(sightingView) };
}

function sightingView(evidence: Evidence): IndicatorDetailView['sightings'][number] {
  return {
    source_id: evidence.sourceId,
    source: evidence.sourceName,
    scope: evidence.scope,
    reliability: evidence.reliability,
    lineage: evidence.lineage,
    first_seen: evidence.firstSeenAt.toISOString(),
    last_seen: evidence.lastSeenAt.toISOString(),
    delisted_at: evidence.delistedAt?.toISOString() ?? null,
    confidence: rounded(evidence.confidence),
    severity: evidence.severity,
    threat_types: [...evidence.threatTypes],
    tags: [...evidence.tags],
  };
}

function worst(evidence: readonly Evidence[]): Severity {
  return severities.find((severity) => evidence.some((one) => one.severity === severity)) ?? 'info';
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

function extreme(times: readonly Date[], pick: (...values: number[]) => number): string {
  return new Date(pick(...times.map((time) => time.getTime()))).toISOString();
}

// Stored as 4-byte floats, which have about 7 digits.
function rounded(confidence: number): number {
  return Math.round(confidence * 1e6) / 1e6;
}

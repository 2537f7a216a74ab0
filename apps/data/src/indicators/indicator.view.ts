import { severities, tlpLevels } from '@sentrybox/contracts';
import type { IndicatorDetailView, IndicatorView, Severity, SourceScope, Tlp } from '@sentrybox/contracts';
import type { IndicatorType } from '@sentrybox/ioc';
import { decayedBelow, scoreOf } from '../decay';
import { isActive } from './evidence';
import type { Evidence } from './evidence';

/** That somebody found a value to be listed wrongly. */
export interface FalsePositiveMark {
  readonly scope: SourceScope;
  readonly reason: string;
  readonly markedAt: Date;
}

/** An indicator with everything that is said of it; never without evidence. */
export interface KnownIndicator {
  readonly id: string;
  readonly type: IndicatorType;
  readonly value: string;
  readonly evidence: readonly Evidence[];
  readonly mark: FalsePositiveMark | null;
}

/** Below this a sighting does not raise the threat level. */
export const threatLevelConfidence = 0.5;

/**
 * All evidence taken together, as of a time (`evidenceAsOf` where that is not now). What is still listed outweighs what is
 * not: delisted and expired evidence counts only where there is nothing else. The filters of the search say the same in
 * SQL.
 */
export function indicatorView(known: KnownIndicator, at: Date): IndicatorView {
  const { id, type, value, mark } = known;
  const counted = countedEvidence(known.evidence, at);
  const sure = counted.filter(({ confidence }) => confidence >= threatLevelConfidence);
  const score = mark === null ? scoreOf(type, counted, at) : 0;
  return {
    id,
    type,
    value,
    threat_level: worst(sure),
    confidence: rounded(Math.max(...counted.map(({ confidence }) => confidence))),
    severity: worst(counted),
    first_seen: extreme(counted, ({ firstSeenAt }) => firstSeenAt, Math.min).toISOString(),
    last_seen: extreme(counted, ({ lastSeenAt }) => lastSeenAt, Math.max).toISOString(),
    sources: distinct(counted.map(({ sourceName }) => sourceName)),
    status: statusOf(known, at),
    score: Math.round(score),
    decayed: score < decayedBelow,
    expires_at: expiryOf(counted),
    tlp: strictest(counted),
    families: distinct(counted.flatMap(({ family }) => family ?? [])),
    false_positive: mark === null ? null : markView(mark),
    threat_types: distinct(counted.flatMap(({ threatTypes }) => threatTypes)),
    tags: distinct(counted.flatMap(({ tags }) => tags)),
    scope: counted.every(({ scope }) => scope === 'team') ? 'team' : 'platform',
  };
}

/** With what each source says, the freshest first. */
export function indicatorDetailView(indicator: KnownIndicator, at: Date): IndicatorDetailView {
  const newestFirst = [...indicator.evidence].sort((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime());
  return { ...indicatorView(indicator, at), sightings: newestFirst.map(sightingView) };
}

function markView({ scope, reason, markedAt }: FalsePositiveMark) {
  return { scope, reason, marked_at: markedAt.toISOString() };
}

function countedEvidence(evidence: readonly Evidence[], at: Date): readonly Evidence[] {
  const active = evidence.filter((each) => isActive(each, at));
  return active.length > 0 ? active : evidence;
}

function statusOf({ evidence, mark }: KnownIndicator, at: Date): IndicatorView['status'] {
  if (mark !== null) return 'false_positive';
  if (evidence.some((each) => isActive(each, at))) return 'active';
  return evidence.some(({ delistedAt }) => delistedAt === null) ? 'expired' : 'delisted';
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
    tlp: evidence.tlp,
    family: evidence.family,
    reference: evidence.reference,
    expires_at: evidence.expiresAt?.toISOString() ?? null,
  };
}

function worst(evidence: readonly Evidence[]): Severity {
  return severities.find((severity) => evidence.some((one) => one.severity === severity)) ?? 'info';
}

function strictest(evidence: readonly Evidence[]): Tlp {
  return tlpLevels.findLast((level) => evidence.some(({ tlp }) => tlp === level)) ?? 'clear';
}

function expiryOf(evidence: readonly Evidence[]): string | null {
  if (evidence.some(({ expiresAt }) => expiresAt === null)) return null;
  return extreme(evidence, ({ expiresAt, lastSeenAt }) => expiresAt ?? lastSeenAt, Math.max).toISOString();
}

function distinct(texts: readonly string[]): string[] {
  return texts.length < 2 ? [...texts] : [...new Set(texts)].sort();
}

// One piece of evidence is the usual case, and views are made by the ten thousand.
function extreme(
  evidence: readonly Evidence[],
  timeOf: (one: Evidence) => Date,
  pick: (...values: number[]) => number,
): Date {
  const [only] = evidence;
  if (evidence.length === 1 && only !== undefined) return timeOf(only);
  return new Date(pick(...evidence.map((one) => timeOf(one).getTime())));
}

// Stored as 4-byte floats, which have about 7 digits.
function rounded(confidence: number): number {
  return Math.round(confidence * 1e6) / 1e6;
}

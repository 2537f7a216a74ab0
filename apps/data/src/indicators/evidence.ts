import type { Reliability, Severity, SourceScope, Tlp } from '@sentrybox/contracts';
import { severityOf } from '../model';

/** What one source in use says of one indicator. */
export interface Evidence {
  readonly sourceId: string;
  readonly sourceName: string;
  readonly scope: SourceScope;
  readonly reliability: Reliability;
  readonly lineage: string;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly delistedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly confidence: number;
  readonly severity: Severity;
  readonly threatTypes: readonly string[];
  readonly tags: readonly string[];
  readonly tlp: Tlp;
  readonly family: string | null;
  readonly reference: string | null;
}

/** A row of data.evidence or data.team_evidence. */
export interface EvidenceRow {
  readonly source_id: string;
  readonly source_name: string;
  readonly scope: SourceScope;
  readonly reliability: Reliability;
  readonly lineage: string;
  readonly first_seen_at: Date;
  readonly last_seen_at: Date;
  readonly delisted_at: Date | null;
  readonly expires_at: Date | null;
  readonly confidence: number;
  readonly severity: number;
  readonly threat_types: string[];
  readonly tags: string[];
  readonly tlp: Tlp;
  readonly family: string | null;
  readonly reference: string | null;
}

export const evidenceColumns = `source_id, source_name, scope, reliability, lineage, first_seen_at, last_seen_at,
  delisted_at, expires_at, confidence, severity, threat_types, tags, tlp, family, reference`;

export function evidenceOf(row: EvidenceRow): Evidence {
  return {
    sourceId: row.source_id,
    sourceName: row.source_name,
    scope: row.scope,
    reliability: row.reliability,
    lineage: row.lineage,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    delistedAt: row.delisted_at,
    expiresAt: row.expires_at,
    confidence: row.confidence,
    severity: severityOf(row.severity),
    threatTypes: row.threat_types,
    tags: row.tags.length < 2 ? row.tags : [...new Set(row.tags)],
    tlp: row.tlp,
    family: row.family,
    reference: row.reference,
  };
}

/** Whether the source lists the indicator at that time and has not said that this has run out. */
export function isActive({ delistedAt, expiresAt }: Evidence, at: Date): boolean {
  return (delistedAt === null || delistedAt > at) && (expiresAt === null || expiresAt > at);
}

/** What was known at a time that may lie in the past: what was listed later is left out, what was seen later was seen then. */
export function evidenceAsOf(evidence: readonly Evidence[], at: Date): Evidence[] {
  return evidence
    .filter(({ firstSeenAt }) => firstSeenAt <= at)
    .map((each) => ({
      ...each,
      lastSeenAt: each.lastSeenAt > at ? at : each.lastSeenAt,
      delistedAt: each.delistedAt !== null && each.delistedAt > at ? null : each.delistedAt,
    }));
}

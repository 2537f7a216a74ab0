import type { Reliability, Severity, SourceScope } from '@sentrybox/contracts';
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
  readonly confidence: number;
  readonly severity: Severity;
  readonly threatTypes: readonly string[];
  readonly tags: readonly string[];
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
  readonly confidence: number;
  readonly severity: number;
  readonly threat_types: string[];
  readonly tags: string[];
}

export const evidenceColumns = `source_id, source_name, scope, reliability, lineage, first_seen_at, last_seen_at,
  delisted_at, confidence, severity, threat_types, tags`;

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
    confidence: row.confidence,
    severity: severityOf(row.severity),
    threatTypes: row.threat_types,
    tags: [...new Set(row.tags)],
  };
}

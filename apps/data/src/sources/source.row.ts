import { sourceFormatSchema } from '@sentrybox/contracts';
import type { Reliability, SourceFormat, SourceScope, SourceView } from '@sentrybox/contracts';
import { severityOf } from '../model';

/** A source as the rest of the app knows it. */
export interface Source {
  readonly id: string;
  readonly scope: SourceScope;
  readonly name: string;
  readonly description: string;
  readonly sourceType: SourceView['source_type'];
  readonly url: string | null;
  readonly licence: string | null;
  readonly lineage: string;
  readonly reliability: Reliability;
  readonly format: SourceFormat;
  readonly mode: SourceView['mode'];
  readonly defaultConfidence: number;
  readonly defaultSeverity: SourceView['default_severity'];
  readonly threatTypes: readonly string[];
  readonly tags: readonly string[];
  readonly isEnabled: boolean;
  readonly indicatorsCount: number;
  readonly lastImportedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A row of data.source or data.team_source. */
export interface SourceRow {
  readonly id: string;
  readonly scope: SourceScope;
  readonly name: string;
  readonly description: string;
  readonly source_type: SourceView['source_type'];
  readonly url: string | null;
  readonly licence: string | null;
  readonly lineage: string;
  readonly reliability: Reliability;
  readonly format: unknown;
  readonly mode: SourceView['mode'];
  readonly default_confidence: number;
  readonly default_severity: number;
  readonly threat_types: string[];
  readonly tags: string[];
  readonly is_enabled: boolean;
  readonly indicators_count: string;
  readonly last_imported_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export function sourceOf(row: SourceRow): Source {
  return {
    id: row.id,
    scope: row.scope,
    name: row.name,
    description: row.description,
    sourceType: row.source_type,
    url: row.url,
    licence: row.licence,
    lineage: row.lineage,
    reliability: row.reliability,
    format: sourceFormatSchema.parse(row.format),
    mode: row.mode,
    defaultConfidence: row.default_confidence,
    defaultSeverity: severityOf(row.default_severity),
    threatTypes: row.threat_types,
    tags: row.tags,
    isEnabled: row.is_enabled,
    indicatorsCount: Number(row.indicators_count),
    lastImportedAt: row.last_imported_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

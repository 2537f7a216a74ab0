import type { SourceView } from '@sentrybox/contracts';
import { reliabilityScoreOf } from '../model';
import type { Source } from './source';

export function sourceView(source: Source): SourceView {
  return {
    id: source.id,
    name: source.name,
    description: source.description,
    scope: source.scope,
    source_type: source.sourceType,
    url: source.url,
    licence: source.licence,
    lineage: source.lineage,
    reliability: source.reliability,
    reliability_score: reliabilityScoreOf[source.reliability],
    format: source.format,
    mode: source.mode,
    default_confidence: source.defaultConfidence,
    default_severity: source.defaultSeverity,
    threat_types: [...source.threatTypes],
    tags: [...source.tags],
    tlp: source.tlp,
    disclosure: source.disclosure,
    valid_for_seconds: source.validForSeconds,
    enabled: source.isEnabled,
    last_update: source.lastImportedAt?.toISOString() ?? null,
    indicators_count: source.indicatorsCount,
    created_at: source.createdAt.toISOString(),
    updated_at: source.updatedAt.toISOString(),
  };
}

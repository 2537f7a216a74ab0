import { sourceFormatSchema } from '@sentrybox/contracts';
import type { SourceFormat, SourceScope, SourceView, UpdateSourceBody } from '@sentrybox/contracts';
import { rankOf, severityOf } from '../model';
import type { StoredSource } from './source.entity';

/** What readers get of a row; when the last list was complete matters to the merge alone. */
export type SourceRow = Omit<StoredSource, 'snapshotAt' | 'deletedAt'>;

/** A source as the rest of the app knows it. */
export interface Source extends Omit<SourceRow, 'format' | 'defaultSeverity' | 'indicatorsCount'> {
  readonly scope: SourceScope;
  readonly format: SourceFormat;
  readonly defaultSeverity: SourceView['default_severity'];
  readonly indicatorsCount: number;
}

export function sourceOf(scope: SourceScope, row: SourceRow): Source {
  return {
    ...row,
    scope,
    format: sourceFormatSchema.parse(row.format),
    defaultSeverity: severityOf(row.defaultSeverity),
    indicatorsCount: Number(row.indicatorsCount),
  };
}

/** What the given fields of a request set. */
export function settingsOf(body: UpdateSourceBody): Partial<SourceRow> {
  const { source_type, default_confidence, default_severity, threat_types, valid_for_seconds, enabled, ...sameName } =
    body;
  return {
    ...sameName,
    sourceType: source_type,
    defaultConfidence: default_confidence,
    defaultSeverity: default_severity === undefined ? undefined : rankOf(default_severity),
    threatTypes: threat_types,
    validForSeconds: valid_for_seconds,
    isEnabled: enabled,
  };
}

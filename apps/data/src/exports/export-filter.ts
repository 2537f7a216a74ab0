import type { ExportFormat, ExportQuery } from '@sentrybox/contracts';
import { invalidRequest } from '@sentrybox/errors';
import { unfiltered } from '../indicators';
import type { SearchFilter } from '../indicators';
import { rankOf } from '../model';

/** @throws DomainError type_required */
export function exportFilter(format: ExportFormat, query: ExportQuery, at: Date): Omit<SearchFilter, 'withTeam'> {
  if (format === 'list' && query.type === undefined) {
    const message = 'A plain list is of one type: say which.';
    throw invalidRequest(message, [{ field: 'type', code: 'required', message }], 'type_required');
  }
  return {
    ...unfiltered(at),
    type: query.type,
    severity: query.severity === undefined ? undefined : rankOf(query.severity),
    threatLevel: query.threat_level === undefined ? undefined : rankOf(query.threat_level),
    confidence: query.confidence,
    minScore: query.min_score,
    source: query.source,
    tag: query.tag,
    since: query.since === undefined ? undefined : new Date(query.since),
  };
}

import type { ExportFormat, ExportQuery } from '@sentrybox/contracts';
import { invalidRequest } from '@sentrybox/errors';
import { narrowedBy } from '../indicators';
import type { SearchFilter } from '../indicators';

/** @throws DomainError type_required */
export function exportFilter(format: ExportFormat, query: ExportQuery, at: Date): Omit<SearchFilter, 'withTeam'> {
  if (format === 'list' && query.type === undefined) {
    const message = 'A plain list is of one type: say which.';
    throw invalidRequest(message, [{ field: 'type', code: 'required', message }], 'type_required');
  }
  return narrowedBy(query, at);
}

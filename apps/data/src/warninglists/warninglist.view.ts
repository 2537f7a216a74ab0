import type { SourceScope, WarninglistView } from '@sentrybox/contracts';
import type { WarninglistSource } from './matching/list-index';
import type { WarninglistHead } from './warninglists.repository';

export function builtInView(list: WarninglistSource): WarninglistView {
  return {
    id: null,
    scope: 'platform',
    name: list.name,
    description: list.description,
    version: '1',
    match_type: list.matchType,
    signal: list.signal,
    entry_count: list.entries.length,
    imported_at: null,
  };
}

export function importedView(scope: SourceScope, list: WarninglistHead): WarninglistView {
  return {
    id: list.id,
    scope,
    name: list.name,
    description: list.description,
    version: list.version,
    match_type: list.matchType,
    signal: list.signal,
    entry_count: list.entryCount,
    imported_at: list.importedAt.toISOString(),
  };
}

import type { SealedColumn } from '@sentrybox/database';

/** Where data keeps secrets under KEY_ENCRYPTION_KEYS. A column that is left out would keep an old key needed. */
export const sealedColumns: readonly SealedColumn[] = [
  { schema: 'data', table: 'collection', column: 'credential', rowId: 'source_id' },
  { schema: 'data', table: 'team_collection', column: 'credential', rowId: 'source_id', isOfTeams: true },
];

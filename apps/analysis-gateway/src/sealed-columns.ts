import type { SealedColumn } from '@sentrybox/database';

/** Where the gateway keeps secrets under KEY_ENCRYPTION_KEYS. A column that is left out would keep an old key needed. */
export const sealedColumns: readonly SealedColumn[] = [
  { schema: 'analysis', table: 'platform_plugin_setting', column: 'sealed' },
  { schema: 'analysis', table: 'plugin_setting', column: 'sealed', isOfTeams: true },
  { schema: 'analysis', table: 'team_setting', column: 'webhook_secret', rowId: 'team_id', isOfTeams: true },
];

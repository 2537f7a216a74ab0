import type { SealedColumn } from '@sentrybox/database';

/** Where identity keeps secrets under KEY_ENCRYPTION_KEYS. A column that is left out here would keep an old key needed. */
export const sealedColumns: readonly SealedColumn[] = [
  { schema: 'identity', table: 'signing_key', column: 'private_sealed' },
];

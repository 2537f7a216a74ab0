import type { Migration } from '@sentrybox/database';
import { lookupFunction } from '@sentrybox/database';

/** Before an old pepper is taken out of the configuration somebody has to know whether keys still need it. */
export const countKeysByPepper: Migration = {
  name: '202611212250-count-keys-by-pepper',
  up: async (sql) => {
    await sql(
      lookupFunction({
        schema: 'identity',
        name: 'keys_by_pepper',
        args: '',
        returns: 'TABLE (pepper_id text, keys bigint)',
        body: `SELECT k.pepper_id, count(*) FROM identity.api_key k WHERE k.revoked_at IS NULL GROUP BY k.pepper_id`,
        reads: ['api_key'],
      }),
    );
  },
};

import type { Migration } from '@sentrybox/database';
import { grantTable } from '@sentrybox/database';

/** Where a session was opened from, for its user to recognise; old ones can be removed once nobody needs them. */
export const nameSessions: Migration = {
  name: '202611212240-name-sessions',
  up: async (sql) => {
    await sql(`
      ALTER TABLE identity.session ADD COLUMN opened_from inet;
      CREATE INDEX ix_session__expires ON identity.session (expires_at);`);
    await sql(grantTable('identity', 'session', { api: 'delete' }));
  },
};

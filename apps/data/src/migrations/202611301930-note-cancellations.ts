import type { Migration } from '@sentrybox/database';

/** Who ended an import before its time. */
export const noteCancellations: Migration = {
  name: '202611301930-note-cancellations',
  up: async (sql) => {
    for (const family of ['', 'team_']) await sql(`ALTER TABLE data.${family}import ADD COLUMN cancelled_by text`);
  },
};

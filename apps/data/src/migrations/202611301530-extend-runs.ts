import type { Migration } from '@sentrybox/database';

/** How far a run is, how often its provider was asked, and what the last list of a source looked like. */
export const extendRuns: Migration = {
  name: '202611301530-extend-runs',
  up: async (sql) => {
    for (const family of ['', 'team_']) {
      await sql(`
        ALTER TABLE data.${family}import
          ADD COLUMN attempts integer NOT NULL DEFAULT 0,
          ADD COLUMN progress jsonb;
        ALTER TABLE data.${family}collection
          ADD COLUMN shape jsonb;`);
    }
  },
};

import type { Migration } from '@sentrybox/database';

/** When a submission that must not happen twice was begun: the mark is there before the source is called. */
export const rememberSubmissions: Migration = {
  name: '202611212200-remember-submissions',
  async up(sql) {
    await sql(`alter table analysis.plugin_result add column submitting_since timestamptz`);
  },
};

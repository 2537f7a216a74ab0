import type { Migration } from '@sentrybox/database';

/**
 * `is_open`: work goes on that will store a result, or another one. `event_no`: order of the results of one analysis; a
 * later one has a higher. `waits_since`: since when it has its turn in the line of the provider; null: it is not in line.
 *
 * A fast plugin that has to wait for its turn at the provider has a result that says so, and work that replaces it.
 */
export const followResults: Migration = {
  name: '202611301000-follow-results',
  async up(sql) {
    await sql(`
      alter table analysis.plugin_result
        drop constraint plugin_result_check,
        add constraint plugin_result_slow_has_work check (not is_slow or work_id is not null),
        add column is_open boolean not null default false,
        add column event_no integer not null default 1,
        add column waits_since timestamptz;
      update analysis.plugin_result set is_open = (result is null);
      alter table analysis.plugin_result
        add constraint plugin_result_open_has_work check (not is_open or work_id is not null)`);
  },
};

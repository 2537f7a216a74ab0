import type { Migration } from '@sentrybox/database';

/**
 * One partition a month, a year ahead, at every start of the platform. A platform that runs longer than that without a
 * start loses nothing: its rows go to the default partition.
 */
export const keepPartitionsAhead: Migration = {
  name: '202611210110-keep-partitions-ahead',
  isRepeated: true,
  up: async (sql) => {
    await sql('SELECT audit.ensure_partitions(12)');
  },
};

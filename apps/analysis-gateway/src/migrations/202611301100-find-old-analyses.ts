import type { Migration } from '@sentrybox/database';
import { lookupFunction } from '@sentrybox/database';

/** Which teams have analyses before an id; ids are UUIDv7, so that is a question about their time. For retention. */
export const findOldAnalyses: Migration = {
  name: '202611301100-find-old-analyses',
  async up(sql) {
    await sql(`
      create index analysis_by_id on analysis.analysis (id);
      ${lookupFunction({
        schema: 'analysis',
        name: 'teams_with_analyses_before',
        args: 'before uuid',
        returns: 'table (team_id uuid)',
        body: 'select distinct a.team_id from analysis.analysis as a where a.id < before limit 1000',
        reads: ['analysis'],
      })}`);
  },
};

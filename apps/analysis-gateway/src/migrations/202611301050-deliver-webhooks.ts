import type { Migration } from '@sentrybox/database';
import { grantTable, tenantTable } from '@sentrybox/database';

/** Messages to the team's webhook. The id is the message's and that of the work that delivers it. */
export const deliverWebhooks: Migration = {
  name: '202611301050-deliver-webhooks',
  async up(sql) {
    await sql(`
      create table analysis.webhook_message (
        team_id      uuid        not null,
        id           uuid        not null,
        analysis_id  uuid        not null,
        created_at   timestamptz not null,
        delivered_at timestamptz,
        primary key (team_id, id),
        unique (team_id, analysis_id),
        foreign key (team_id, analysis_id) references analysis.analysis (team_id, id) on delete cascade
      );
      ${tenantTable('analysis', 'webhook_message')}
      ${grantTable('analysis', 'webhook_message', { api: 'select, insert, update (delivered_at)' })}`);
  },
};

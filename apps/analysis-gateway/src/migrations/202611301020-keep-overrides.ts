import type { Migration } from '@sentrybox/database';
import { grantTable, tenantTable } from '@sentrybox/database';

/** What analysts hold of indicators, beside what is computed. */
export const keepOverrides: Migration = {
  name: '202611301020-keep-overrides',
  async up(sql) {
    await sql(`
      create table analysis.override (
        team_id      uuid        not null,
        id           uuid        not null,
        scope        text        not null check (scope in ('value', 'cidr', 'domain_suffix')),
        applies_to   text        not null,
        network      inet,
        verdict      text        not null,
        reason       text        not null,
        created_by   uuid        not null,
        created_at   timestamptz not null,
        expires_at   timestamptz not null,
        withdrawn_at timestamptz,
        primary key (team_id, id),
        check ((scope = 'cidr') = (network is not null))
      );
      create index override_by_value on analysis.override (team_id, md5(applies_to)) where withdrawn_at is null;
      ${tenantTable('analysis', 'override')}
      ${grantTable('analysis', 'override', { api: 'select, insert, update (withdrawn_at)' })}`);
  },
};

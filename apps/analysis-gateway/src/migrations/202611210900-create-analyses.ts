import type { Migration } from '@sentrybox/database';
import { grantTable, tenantTable } from '@sentrybox/database';

export const createAnalyses: Migration = {
  name: '202611210900-create-analyses',
  async up(sql) {
    await sql(`
      create table analysis.analysis (
        team_id        uuid        not null,
        id             uuid        not null,
        ioc            text        not null,
        type           text        not null,
        canonical      text        not null,
        indicator_type text        not null,
        tlp            text        not null,
        pap            text        not null,
        queried_at     timestamptz not null,
        requested_by   uuid        not null,
        verdict        text        not null,
        score          smallint    not null,
        assessment     jsonb       not null,
        primary key (team_id, id)
      )`);
    await sql(`create index ix_analysis__canonical on analysis.analysis (team_id, md5(canonical), id desc)`);
    await sql(`
      create table analysis.plugin_result (
        team_id      uuid        not null,
        analysis_id  uuid        not null,
        plugin       text        not null,
        is_slow      boolean     not null,
        reliability  text        not null,
        work_id      uuid        unique,
        submitted_at timestamptz not null,
        finished_at  timestamptz,
        ticket       jsonb,
        result       jsonb,
        primary key (team_id, analysis_id, plugin),
        foreign key (team_id, analysis_id) references analysis.analysis (team_id, id) on delete cascade,
        check (is_slow = (work_id is not null)),
        check ((result is null) = (finished_at is null))
      )`);
    for (const table of ['analysis', 'plugin_result']) {
      await sql(tenantTable('analysis', table));
      await sql(grantTable('analysis', table, { api: 'select, insert, update, delete' }));
    }
  },
};

import type { Migration } from '@sentrybox/database';
import { grantTable, tenantTable } from '@sentrybox/database';

/** Who was told of which indicator, when and with which key. Written before anything leaves, never changed. */
export const keepDisclosures: Migration = {
  name: '202611301030-keep-disclosures',
  async up(sql) {
    await sql(`
      create table analysis.disclosure (
        team_id    uuid        not null,
        id         uuid        not null,
        type       text        not null,
        canonical  text        not null,
        plugin     text        not null,
        disclosure text        not null,
        account    text        not null,
        tlp        text        not null,
        pap        text        not null,
        told_at    timestamptz not null,
        primary key (team_id, id)
      );
      create index disclosure_by_canonical on analysis.disclosure (team_id, md5(canonical), id desc);
      ${tenantTable('analysis', 'disclosure')}
      ${grantTable('analysis', 'disclosure', { api: 'select, insert, delete' })}`);
  },
};

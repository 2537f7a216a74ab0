import type { Migration } from '@sentrybox/database';
import { grantTable, tenantTable } from '@sentrybox/database';

/** Requests that carried an Idempotency-Key, and what they were answered. */
export const rememberRequestKeys: Migration = {
  name: '202611301010-remember-request-keys',
  async up(sql) {
    await sql(`
      create table analysis.request_key (
        team_id     uuid        not null,
        subject_id  uuid        not null,
        key         text        not null,
        fingerprint text        not null,
        holder      uuid        not null,
        held_until  timestamptz not null,
        answer      text,
        created_at  timestamptz not null default now(),
        primary key (team_id, subject_id, key)
      );
      comment on column analysis.request_key.holder is 'The request that works on the answer; another may take over after held_until.';
      create index request_key_age on analysis.request_key (team_id, created_at);
      ${tenantTable('analysis', 'request_key')}
      ${grantTable('analysis', 'request_key', { api: 'select, insert, update, delete' })}`);
  },
};

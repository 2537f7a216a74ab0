import type { Migration } from '@sentrybox/database';
import { grantTable, tenantTable } from '@sentrybox/database';

/**
 * What teams set: markings, the webhook, rules of verdicts, values of plugins; and the values of plugins that hold for
 * every team. Secrets are sealed, each to its row.
 */
export const keepSettings: Migration = {
  name: '202611301040-keep-settings',
  async up(sql) {
    await sql(`
      create table analysis.team_setting (
        team_id                 uuid primary key,
        default_tlp             text not null default 'clear',
        default_pap             text not null default 'clear',
        webhook_url             text,
        webhook_secret          text,
        webhook_failing_since   timestamptz,
        webhook_disabled_reason text,
        updated_at              timestamptz not null
      );
      create table analysis.verdict_policy (
        team_id    uuid        not null,
        id         uuid        not null,
        number     integer     not null,
        rules      jsonb       not null,
        reason     text        not null,
        created_by uuid        not null,
        created_at timestamptz not null,
        primary key (team_id, id),
        unique (team_id, number)
      );
      create table analysis.plugin_setting (
        team_id uuid  not null,
        id      uuid  not null,
        plugin  text  not null,
        name    text  not null,
        value   jsonb,
        sealed  text,
        updated_at timestamptz not null,
        primary key (team_id, id),
        unique (team_id, plugin, name),
        check ((value is null) <> (sealed is null))
      );
      create table analysis.platform_plugin_setting (
        id      uuid primary key,
        plugin  text  not null,
        name    text  not null,
        value   jsonb,
        sealed  text,
        updated_at timestamptz not null,
        unique (plugin, name),
        check ((value is null) <> (sealed is null))
      );
      create table analysis.plugin_health (
        plugin      text primary key,
        checked_at  timestamptz not null,
        is_healthy  boolean     not null,
        error_code  text
      );
      create table analysis.plugin_drift (
        plugin  text primary key,
        count   integer     not null,
        field   text        not null,
        last_at timestamptz not null
      );
      ${['team_setting', 'verdict_policy', 'plugin_setting'].map((table) => tenantTable('analysis', table)).join('\n')}
      ${grantTable('analysis', 'team_setting', { api: 'select, insert, update' })}
      ${grantTable('analysis', 'verdict_policy', { api: 'select, insert' })}
      ${grantTable('analysis', 'plugin_setting', { api: 'select, insert, update, delete' })}
      ${grantTable('analysis', 'platform_plugin_setting', { api: 'select, insert, update, delete' })}
      ${grantTable('analysis', 'plugin_health', { api: 'select, insert, update' })}
      ${grantTable('analysis', 'plugin_drift', { api: 'select, insert, update' })}`);
  },
};

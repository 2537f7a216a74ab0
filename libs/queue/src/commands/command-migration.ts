import { grantTable, identifier, rolesOf, tenantTable } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';

/**
 * The tables of durable messages between services, in the schema of an app that sends or receives commands:
 * `command_outbox` (what the other side has not confirmed yet, and commands without an outcome so far) and
 * `command_inbox` (what arrived, so that it is accepted once). Put it after `workMigration`.
 */
export function commandMigration(schema: string): Migration {
  const name = identifier(schema);
  const { work } = rolesOf(name);
  return {
    name: '202611220000-create-commands',
    up: async (sql) => {
      await sql(`
        CREATE TABLE ${name}.command_outbox (
          id uuid PRIMARY KEY,
          team_id uuid NOT NULL,
          receiver text NOT NULL,
          kind text NOT NULL CHECK (kind IN ('command', 'outcome')),
          name text NOT NULL,
          command_id uuid NOT NULL,
          on_behalf_of jsonb,
          correlation_id text NOT NULL,
          body jsonb NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now(),
          due_at timestamptz NOT NULL DEFAULT now(),
          sends integer NOT NULL DEFAULT 0,
          confirmed_at timestamptz
        );
        COMMENT ON COLUMN ${name}.command_outbox.due_at IS 'Sent (again) then, until it is confirmed.';
        CREATE INDEX command_outbox_due ON ${name}.command_outbox (due_at) WHERE confirmed_at IS NULL;
        CREATE TABLE ${name}.command_inbox (
          id uuid PRIMARY KEY,
          team_id uuid NOT NULL,
          sender text NOT NULL,
          kind text NOT NULL CHECK (kind IN ('command', 'outcome')),
          name text NOT NULL,
          command_id uuid NOT NULL,
          on_behalf_of jsonb,
          correlation_id text NOT NULL,
          body jsonb NOT NULL,
          received_at timestamptz NOT NULL DEFAULT now(),
          answered_at timestamptz
        );
        COMMENT ON COLUMN ${name}.command_inbox.answered_at IS 'Of a command: its one outcome was written then.';
        ${tenantTable(name, 'command_outbox')}
        ${tenantTable(name, 'command_inbox')}
        CREATE POLICY across_teams ON ${name}.command_outbox FOR ALL TO ${work} USING (true) WITH CHECK (true);
        ${grantTable(name, 'command_outbox', {
          api: 'select, insert, update (confirmed_at), delete',
          work: 'select (id, team_id, created_at, due_at, sends, confirmed_at), update (due_at, sends)',
        })}
        ${grantTable(name, 'command_inbox', { api: 'select, insert, update (answered_at)' })}`);
    },
  };
}

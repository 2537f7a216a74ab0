import { grantTable, identifier, rolesOf } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';
import { platformTeamId } from '@sentrybox/contracts';

/**
 * What keeps work in order: turns of the teams, the reason of a dead letter for operators, deleting what ended long ago,
 * and work that comes again. Put it behind `workMigration`.
 *
 * `last_error` is a code and never a text, which the check holds to: so the work role, and with it an operator of the
 * platform, may read it. Only ended work can be deleted, and only work of the platform itself can be made by the work
 * role, by restrictive policies.
 */
export function workUpkeepMigration(schema: string): Migration {
  const name = identifier(schema);
  const role = rolesOf(name).work;
  return {
    name: '202611212200-keep-work-in-order',
    up: async (sql) => {
      await sql(`
        ALTER TABLE ${name}.work ADD COLUMN IF NOT EXISTS traceparent text CHECK (length(traceparent) <= 128);
        UPDATE ${name}.work SET last_error = 'internal_error' WHERE last_error !~ '^[a-z][a-z0-9_]{0,62}$';
        ALTER TABLE ${name}.work ADD CONSTRAINT work_last_error_is_a_code
          CHECK (last_error ~ '^[a-z][a-z0-9_]{0,62}$');
        CREATE INDEX work_in_turns ON ${name}.work (kind, team_id, due_at, id)
          WHERE state = 'waiting' AND queued_at IS NULL;
        CREATE INDEX work_due ON ${name}.work (kind, due_at) WHERE state = 'waiting' AND queued_at IS NULL;
        CREATE INDEX work_ended ON ${name}.work (finished_at) WHERE state IN ('done', 'failed', 'cancelled');
        CREATE INDEX work_dead ON ${name}.work (id) WHERE state = 'failed';
        CREATE POLICY only_ended ON ${name}.work AS RESTRICTIVE FOR DELETE TO ${role}
          USING (state IN ('done', 'failed', 'cancelled'));
        CREATE POLICY only_platform ON ${name}.work AS RESTRICTIVE FOR INSERT TO ${role}
          WITH CHECK (team_id = '${platformTeamId}');
        CREATE TABLE ${name}.work_tick (
          kind text PRIMARY KEY,
          last_tick_at timestamptz NOT NULL
        );
        COMMENT ON TABLE ${name}.work_tick IS 'Recurring work: the last time for which a row was made.';
        ${grantTable(name, 'work', {
          work: 'select (last_error, finished_at, traceparent), insert (id, team_id, kind), delete',
        })}
        ${grantTable(name, 'work_tick', { work: 'select, insert, update' })}`);
    },
  };
}

import { grantTable, identifier, rolesOf, tenantTable } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';

// What the work role may read: enough to find, lease and wake work of any team, and nothing that says what it is about.
const visibleToWork =
  'id, team_id, kind, state, due_at, queued_at, lease_until, lease_owner, fence, attempt, created_at, traceparent';
const changedByWork = 'state, due_at, queued_at, lease_until, lease_owner, fence, attempt, last_error';
const changedByApi = 'state, due_at, queued_at, lease_until, lease_owner, attempt, last_error, finished_at';

/**
 * The tables of durable work in an app's own schema: `work` (the truth) and `outbox` (what the relay has not handed to
 * Redis yet). Put it first in the app's list of migrations.
 *
 * Invariants: `fence` grows by one with every claim and never otherwise; `lease_until` and `lease_owner` are set exactly
 * while `state` is `running`; `done`, `failed` and `cancelled` are final but for a retry of `failed` by an operator.
 */
export function workMigration(schema: string): Migration {
  const name = identifier(schema);
  return {
    name: '202611210000-create-work',
    up: async (sql) => {
      await sql(`
        CREATE TABLE ${name}.work (
          id uuid PRIMARY KEY,
          team_id uuid NOT NULL,
          kind text NOT NULL,
          state text NOT NULL DEFAULT 'waiting'
            CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
          due_at timestamptz NOT NULL DEFAULT now(),
          queued_at timestamptz,
          lease_until timestamptz,
          lease_owner text,
          fence bigint NOT NULL DEFAULT 0,
          attempt integer NOT NULL DEFAULT 0,
          last_error text,
          traceparent text CHECK (length(traceparent) <= 128),
          created_at timestamptz NOT NULL DEFAULT now(),
          finished_at timestamptz,
          UNIQUE (team_id, id),
          CHECK ((state = 'running') = (lease_until IS NOT NULL AND lease_owner IS NOT NULL))
        );
        COMMENT ON COLUMN ${name}.work.queued_at IS 'A job for this row was put into Redis then; null: none was.';
        COMMENT ON COLUMN ${name}.work.traceparent IS 'W3C: the span that accepted the work; null: it was not traced.';
        CREATE INDEX work_unqueued ON ${name}.work (due_at) WHERE state = 'waiting' AND queued_at IS NULL;
        CREATE INDEX work_queued ON ${name}.work (queued_at) WHERE state = 'waiting' AND queued_at IS NOT NULL;
        CREATE INDEX work_leased ON ${name}.work (lease_until) WHERE state = 'running';
        CREATE INDEX work_failed ON ${name}.work (team_id, created_at) WHERE state = 'failed';
        CREATE TABLE ${name}.outbox (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          team_id uuid NOT NULL,
          work_id uuid NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now()
        );
        ${tenantTable(name, 'work')}
        ${tenantTable(name, 'outbox')}
        ${openTo(rolesOf(name).work, `${name}.work`)}
        ${openTo(rolesOf(name).work, `${name}.outbox`)}
        ${grantTable(name, 'work', {
          api: `select, insert, update (${changedByApi})`,
          work: `select (${visibleToWork}), update (${changedByWork})`,
        })}
        ${grantTable(name, 'outbox', {
          api: 'insert',
          // SELECT … FOR UPDATE asks for the right to update one column; an identity column cannot be changed anyway.
          work: 'select, delete, update (id)',
        })}`);
    },
  };
}

function openTo(role: string, table: string): string {
  return `CREATE POLICY across_teams ON ${table} FOR ALL TO ${role} USING (true) WITH CHECK (true);`;
}

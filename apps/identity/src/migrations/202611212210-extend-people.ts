import type { Migration } from '@sentrybox/database';
import { lookupFunction } from '@sentrybox/database';

// Grants beyond roles: about the installation at the user, in a team at the membership.
const columns = `
  ALTER TABLE identity.user
    ADD COLUMN permissions text[] NOT NULL DEFAULT '{}',
    ADD COLUMN settings jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(settings) = 'object'),
    -- The row of a deleted user stays, without anything personal: the audit log names its id.
    ADD COLUMN deleted_at timestamptz;
  CREATE INDEX ix_user__active_admin ON identity.user (id) WHERE platform_role = 'admin' AND status = 'active';
  ALTER TABLE identity.membership ADD COLUMN permissions text[] NOT NULL DEFAULT '{}';
  ALTER TABLE identity.team
    ADD COLUMN description text NOT NULL DEFAULT '',
    ADD COLUMN deleted_at timestamptz;
  DROP INDEX identity.uq_team__name;
  CREATE UNIQUE INDEX uq_team__name ON identity.team (lower(name)) WHERE deleted_at IS NULL;`;

export const extendPeople: Migration = {
  name: '202611212210-extend-people',
  up: async (sql) => {
    await sql(columns);
    await sql('DROP FUNCTION identity.memberships_of(uuid)');
    await sql(
      lookupFunction({
        schema: 'identity',
        name: 'memberships_of',
        args: 'of_user uuid',
        returns: 'TABLE (team_id uuid, team_name text, role text, permissions text[], created_at timestamptz)',
        body: `
          SELECT m.team_id, t.name, m.role, m.permissions, m.created_at
          FROM identity.membership m JOIN identity.team t ON t.id = m.team_id
          WHERE m.user_id = of_user AND t.deleted_at IS NULL`,
        reads: ['membership', 'team'],
      }),
    );
    await sql(
      lookupFunction({
        schema: 'identity',
        name: 'teams_only_owned_by',
        args: 'of_user uuid',
        returns: 'TABLE (team_id uuid, team_name text)',
        body: `
          SELECT m.team_id, t.name
          FROM identity.membership m JOIN identity.team t ON t.id = m.team_id
          WHERE m.user_id = of_user AND m.role = 'owner' AND t.deleted_at IS NULL AND NOT EXISTS (
            SELECT FROM identity.membership o JOIN identity.user u ON u.id = o.user_id
            WHERE o.team_id = m.team_id AND o.user_id <> of_user AND o.role = 'owner' AND u.status = 'active')`,
        reads: ['membership', 'team', 'user'],
      }),
    );
  },
};

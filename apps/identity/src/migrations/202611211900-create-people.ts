import type { Migration } from '@sentrybox/database';
import { grantTable, lookupFunction, tenantTable } from '@sentrybox/database';

// Users and teams belong to the installation. Who is in which team belongs to the team.
export const createPeople: Migration = {
  name: '202611211900-create-people',
  up: async (sql) => {
    await sql(`
      CREATE TABLE identity.team (
        id         uuid        PRIMARY KEY,
        name       text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
        created_at timestamptz NOT NULL
      );
      CREATE UNIQUE INDEX uq_team__name ON identity.team (lower(name));

      CREATE TABLE identity.user (
        id                   uuid        PRIMARY KEY,
        email                text        NOT NULL CHECK (length(email) <= 254),
        full_name            text        NOT NULL,
        password_hash        text        NOT NULL,
        platform_role        text        NOT NULL CHECK (platform_role IN ('admin', 'analyst', 'viewer')),
        status               text        NOT NULL CHECK (status IN ('active', 'inactive', 'suspended')),
        token_version        integer     NOT NULL DEFAULT 0,
        must_change_password boolean     NOT NULL,
        last_team_id         uuid        REFERENCES identity.team,
        last_login_at        timestamptz,
        created_at           timestamptz NOT NULL,
        updated_at           timestamptz NOT NULL
      );
      CREATE UNIQUE INDEX uq_user__email ON identity.user (lower(email));

      CREATE TABLE identity.membership (
        team_id    uuid        NOT NULL REFERENCES identity.team,
        user_id    uuid        NOT NULL REFERENCES identity.user,
        role       text        NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
        created_at timestamptz NOT NULL,
        PRIMARY KEY (team_id, user_id)
      );
      CREATE INDEX ix_membership__user ON identity.membership (user_id);`);
    await sql(grantTable('identity', 'team', { api: 'select, insert, update' }));
    await sql(grantTable('identity', 'user', { api: 'select, insert, update' }));
    await sql(tenantTable('identity', 'membership'));
    await sql(grantTable('identity', 'membership', { api: 'select, insert, update, delete' }));
    await sql(
      lookupFunction({
        schema: 'identity',
        name: 'memberships_of',
        args: 'of_user uuid',
        returns: 'TABLE (team_id uuid, team_name text, role text, created_at timestamptz)',
        body: `
          SELECT m.team_id, t.name, m.role, m.created_at
          FROM identity.membership m JOIN identity.team t ON t.id = m.team_id
          WHERE m.user_id = of_user`,
        reads: ['membership', 'team'],
      }),
    );
  },
};

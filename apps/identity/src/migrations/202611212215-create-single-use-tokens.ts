import type { Migration } from '@sentrybox/database';
import { grantTable, lookupFunction, rolesOf, tenantTable } from '@sentrybox/database';

const { api, definer } = rolesOf('identity');

const invitations = `
  CREATE TABLE identity.invitation (
    team_id       uuid        NOT NULL REFERENCES identity.team,
    id            uuid        NOT NULL,
    email         text        NOT NULL CHECK (length(email) <= 254),
    role          text        NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
    platform_role text        NOT NULL CHECK (platform_role IN ('admin', 'analyst', 'viewer')),
    secret_hash   bytea       NOT NULL CHECK (length(secret_hash) = 32),
    failures      integer     NOT NULL DEFAULT 0,
    -- Null: the platform.
    invited_by    uuid,
    created_at    timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    accepted_at   timestamptz,
    revoked_at    timestamptz,
    PRIMARY KEY (team_id, id)
  );
  -- One open invitation for an address in a team.
  CREATE UNIQUE INDEX uq_invitation__open ON identity.invitation (team_id, lower(email))
    WHERE accepted_at IS NULL AND revoked_at IS NULL;
  CREATE INDEX ix_invitation__id ON identity.invitation (id);
  CREATE INDEX ix_invitation__inviter ON identity.invitation (invited_by)
    WHERE accepted_at IS NULL AND revoked_at IS NULL;`;

// One for a user at most: a newer one takes the place of an older one.
const resets = `
  CREATE TABLE identity.password_reset (
    user_id     uuid        PRIMARY KEY REFERENCES identity.user,
    id          uuid        NOT NULL UNIQUE,
    secret_hash bytea       NOT NULL CHECK (length(secret_hash) = 32),
    failures    integer     NOT NULL DEFAULT 0,
    created_by  uuid,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL
  );`;

/**
 * What a deleted user leaves in teams, which no transaction of one team can reach. Runs as the role without login; only
 * identity may call it.
 */
const withdrawal = `
  CREATE INDEX ix_api_key__creator ON identity.api_key (created_by) WHERE revoked_at IS NULL;
  GRANT SELECT, DELETE ON identity.membership TO ${definer};
  GRANT SELECT, UPDATE (revoked_at) ON identity.api_key TO ${definer};
  GRANT SELECT, UPDATE (revoked_at) ON identity.invitation TO ${definer};
  CREATE POLICY withdrawal ON identity.membership FOR DELETE TO ${definer} USING (true);
  CREATE POLICY withdrawal ON identity.api_key FOR UPDATE TO ${definer} USING (true) WITH CHECK (true);
  CREATE POLICY withdrawal ON identity.invitation FOR UPDATE TO ${definer} USING (true) WITH CHECK (true);
  CREATE FUNCTION identity.withdraw_user(of_user uuid, at timestamptz) RETURNS TABLE (revoked_key uuid)
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $withdraw$
      WITH memberships AS (
        DELETE FROM identity.membership WHERE user_id = of_user
      ), invitations AS (
        UPDATE identity.invitation SET revoked_at = at
        WHERE invited_by = of_user AND accepted_at IS NULL AND revoked_at IS NULL
      )
      UPDATE identity.api_key SET revoked_at = at WHERE created_by = of_user AND revoked_at IS NULL RETURNING id
    $withdraw$;
  REVOKE ALL ON FUNCTION identity.withdraw_user(uuid, timestamptz) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION identity.withdraw_user(uuid, timestamptz) TO ${api};
  GRANT CREATE ON SCHEMA identity TO ${definer};
  ALTER FUNCTION identity.withdraw_user(uuid, timestamptz) OWNER TO ${definer};
  REVOKE CREATE ON SCHEMA identity FROM ${definer};`;

export const createSingleUseTokens: Migration = {
  name: '202611212215-create-single-use-tokens',
  up: async (sql) => {
    await sql(invitations);
    await sql(tenantTable('identity', 'invitation'));
    await sql(grantTable('identity', 'invitation', { api: 'select, insert, update' }));
    await sql(
      lookupFunction({
        schema: 'identity',
        name: 'team_of_invitation',
        args: 'of_id uuid',
        returns: 'uuid',
        body: 'SELECT team_id FROM identity.invitation WHERE id = of_id',
        reads: ['invitation'],
      }),
    );
    await sql(resets);
    await sql(grantTable('identity', 'password_reset', { api: 'select, insert, update, delete' }));
    await sql(withdrawal);
  },
};

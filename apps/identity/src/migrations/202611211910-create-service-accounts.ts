import type { Migration } from '@sentrybox/database';
import { grantTable, lookupFunction, tenantTable } from '@sentrybox/database';

export const createServiceAccounts: Migration = {
  name: '202611211910-create-service-accounts',
  up: async (sql) => {
    await sql(`
      CREATE TABLE identity.service_account (
        team_id     uuid        NOT NULL REFERENCES identity.team,
        id          uuid        NOT NULL,
        name        text        NOT NULL,
        description text        NOT NULL,
        role        text        NOT NULL CHECK (role IN ('admin', 'member', 'viewer')),
        created_by  uuid,
        created_at  timestamptz NOT NULL,
        deleted_at  timestamptz,
        PRIMARY KEY (team_id, id)
      );
      CREATE UNIQUE INDEX uq_service_account__name ON identity.service_account (team_id, lower(name))
        WHERE deleted_at IS NULL;

      CREATE TABLE identity.api_key (
        team_id            uuid        NOT NULL,
        id                 uuid        NOT NULL,
        service_account_id uuid        NOT NULL,
        name               text        NOT NULL,
        mac                bytea       NOT NULL,
        pepper_id          text        NOT NULL,
        prefix             text        NOT NULL,
        last4              text        NOT NULL,
        scopes             text[]      NOT NULL,
        allowed_cidrs      text[]      NOT NULL,
        created_by         uuid,
        created_at         timestamptz NOT NULL,
        expires_at         timestamptz,
        revoked_at         timestamptz,
        PRIMARY KEY (team_id, id),
        FOREIGN KEY (team_id, service_account_id) REFERENCES identity.service_account (team_id, id)
      );
      CREATE UNIQUE INDEX uq_api_key__mac ON identity.api_key (mac);
      CREATE INDEX ix_api_key__account ON identity.api_key (team_id, service_account_id, id DESC);

      -- When a key was used, apart from the key: written for many teams in one statement, and not worth a team's wall.
      CREATE TABLE identity.api_key_use (
        key_id       uuid        PRIMARY KEY,
        last_used_at timestamptz NOT NULL
      );`);
    for (const table of ['service_account', 'api_key']) await sql(tenantTable('identity', table));
    await sql(grantTable('identity', 'service_account', { api: 'select, insert, update' }));
    await sql(grantTable('identity', 'api_key', { api: 'select, insert, update' }));
    await sql(grantTable('identity', 'api_key_use', { api: 'select, insert, update' }));
    await sql(
      lookupFunction({
        schema: 'identity',
        name: 'find_api_key',
        args: 'macs bytea[]',
        returns: `TABLE (team_id uuid, key_id uuid, mac bytea, scopes text[], allowed_cidrs text[], expires_at timestamptz,
          revoked_at timestamptz, account_id uuid, account_name text, account_role text)`,
        body: `
          SELECT k.team_id, k.id, k.mac, k.scopes, k.allowed_cidrs, k.expires_at,
                 coalesce(k.revoked_at, a.deleted_at), a.id, a.name, a.role
          FROM identity.api_key k
          JOIN identity.service_account a ON a.team_id = k.team_id AND a.id = k.service_account_id
          WHERE k.mac = ANY (macs)
          LIMIT 1`,
        reads: ['api_key', 'service_account'],
      }),
    );
  },
};

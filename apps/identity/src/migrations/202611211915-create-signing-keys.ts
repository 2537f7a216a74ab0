import type { Migration } from '@sentrybox/database';
import { grantTable } from '@sentrybox/database';

export const createSigningKeys: Migration = {
  name: '202611211915-create-signing-keys',
  up: async (sql) => {
    await sql(`
      CREATE TABLE identity.signing_key (
        id             uuid        PRIMARY KEY,
        kid            text        NOT NULL CONSTRAINT uq_signing_key__kid UNIQUE,
        public_jwk     jsonb       NOT NULL,
        private_sealed text        NOT NULL,
        state          text        NOT NULL CHECK (state IN ('next', 'active', 'retiring', 'revoked')),
        not_before     timestamptz NOT NULL,
        not_after      timestamptz,
        created_at     timestamptz NOT NULL
      );
      -- At most one signs.
      CREATE UNIQUE INDEX uq_signing_key__active ON identity.signing_key (state) WHERE state = 'active';`);
    await sql(grantTable('identity', 'signing_key', { api: 'select, insert, update' }));
  },
};

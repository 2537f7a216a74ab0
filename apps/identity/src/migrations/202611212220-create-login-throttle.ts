import type { Migration } from '@sentrybox/database';
import { grantTable } from '@sentrybox/database';

/**
 * Failed logins by the hash of the address that was typed, whether or not there is such a user, so that both are slowed
 * down alike. They survive a flush of Redis. Addresses of clients are kept as hashes too.
 */
export const createLoginThrottle: Migration = {
  name: '202611212220-create-login-throttle',
  up: async (sql) => {
    await sql(`
      CREATE TABLE identity.login_throttle (
        subject        bytea       NOT NULL,
        -- Empty: all clients that the user never logged in from.
        client         bytea       NOT NULL,
        failures       integer     NOT NULL,
        blocked_until  timestamptz NOT NULL,
        last_failed_at timestamptz NOT NULL,
        PRIMARY KEY (subject, client)
      );
      CREATE INDEX ix_login_throttle__age ON identity.login_throttle (last_failed_at);

      CREATE TABLE identity.known_client (
        user_id      uuid        NOT NULL REFERENCES identity.user,
        client       bytea       NOT NULL,
        last_seen_at timestamptz NOT NULL,
        PRIMARY KEY (user_id, client)
      );`);
    await sql(grantTable('identity', 'login_throttle', { api: 'select, insert, update, delete' }));
    await sql(grantTable('identity', 'known_client', { api: 'select, insert, update, delete' }));
  },
};

import type { Migration } from '@sentrybox/database';
import { grantTable } from '@sentrybox/database';

/**
 * A session belongs to its user and outlives a change of team, so it is under no team's wall; the column is named apart
 * from `team_id`, which always means ownership.
 */
export const createSessions: Migration = {
  name: '202611211905-create-sessions',
  up: async (sql) => {
    await sql(`
      CREATE TABLE identity.session (
        id               uuid        PRIMARY KEY,
        user_id          uuid        NOT NULL REFERENCES identity.user,
        acting_team_id   uuid        NOT NULL REFERENCES identity.team,
        generation       integer     NOT NULL,
        successor_sealed bytea,
        created_at       timestamptz NOT NULL,
        rotated_at       timestamptz NOT NULL,
        last_used_at     timestamptz NOT NULL,
        expires_at       timestamptz NOT NULL,
        ended_at         timestamptz,
        end_reason       text
      );
      CREATE INDEX ix_session__user ON identity.session (user_id) WHERE ended_at IS NULL;

      -- Every pair of tokens ever made for a session: an old one that comes back must be recognised.
      CREATE TABLE identity.session_generation (
        session_id   uuid    NOT NULL REFERENCES identity.session ON DELETE CASCADE,
        generation   integer NOT NULL,
        refresh_hash bytea   NOT NULL CONSTRAINT uq_session_generation__refresh UNIQUE,
        access_jti   uuid    NOT NULL,
        PRIMARY KEY (session_id, generation)
      );`);
    await sql(grantTable('identity', 'session', { api: 'select, insert, update' }));
    await sql(grantTable('identity', 'session_generation', { api: 'select, insert' }));
  },
};

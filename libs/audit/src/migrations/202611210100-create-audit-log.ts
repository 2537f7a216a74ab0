import { auditSealerRole } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';

const events = `
  CREATE TABLE audit.event (
    id uuid NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- The login role that wrote the row; set by the database, not by the writer.
    service name NOT NULL DEFAULT current_user,
    -- Null: an event of the platform, or of somebody whose team is not known.
    team_id uuid,
    actor_kind text,
    actor_id text,
    action text NOT NULL CHECK (length(action) BETWEEN 1 AND 100),
    object_type text,
    object_id text,
    outcome text NOT NULL CHECK (outcome IN ('success', 'failure')),
    ip inet,
    request_id text,
    details jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(details) = 'object'),
    PRIMARY KEY (recorded_at, id)
  ) PARTITION BY RANGE (recorded_at);
  CREATE INDEX event_of_team ON audit.event (team_id, recorded_at DESC, id DESC);
  CREATE TABLE audit.event_default PARTITION OF audit.event DEFAULT;`;

// Rows may be added and never changed, not even by the owner; only whole months are removed, by DROP TABLE.
const immutability = `
  CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', tg_table_name USING ERRCODE = 'insufficient_privilege';
  END $$;
  CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit.event
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
  CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.event EXECUTE FUNCTION audit.refuse_change();`;

// A chain per team (the nil UUID for events without one) is written by one role that can do nothing else.
const seals = `
  CREATE TABLE audit.seal (
    chain_id uuid NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    event_id uuid NOT NULL UNIQUE,
    event_recorded_at timestamptz NOT NULL,
    prev_hash bytea NOT NULL CHECK (length(prev_hash) = 32),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (chain_id, seq)
  );
  CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit.seal
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
  CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.seal EXECUTE FUNCTION audit.refuse_change();`;

// Row-level security and grants; who may write is another step, for it grows with the apps. A partition has no policy and no grant: it is reached through audit.event alone.
const protection = `
  ALTER TABLE audit.event ENABLE ROW LEVEL SECURITY;
  ALTER TABLE audit.event FORCE ROW LEVEL SECURITY;
  ALTER TABLE audit.event_default ENABLE ROW LEVEL SECURITY;
  ALTER TABLE audit.event_default FORCE ROW LEVEL SECURITY;
  ALTER TABLE audit.seal ENABLE ROW LEVEL SECURITY;
  ALTER TABLE audit.seal FORCE ROW LEVEL SECURITY;
  CREATE POLICY own_service ON audit.event FOR INSERT TO PUBLIC WITH CHECK (service = current_user);
  CREATE POLICY sealer_reads ON audit.event FOR SELECT TO ${auditSealerRole} USING (true);
  CREATE POLICY sealer_reads ON audit.seal FOR SELECT TO ${auditSealerRole} USING (true);
  CREATE POLICY sealer_extends ON audit.seal FOR INSERT TO ${auditSealerRole} WITH CHECK (true);
  GRANT USAGE ON SCHEMA audit TO ${auditSealerRole};
  GRANT SELECT ON audit.event TO ${auditSealerRole};
  GRANT SELECT, INSERT ON audit.seal TO ${auditSealerRole};`;

// Months are UTC. A month whose rows already lie in the default partition stays there: they cannot be moved, by rule.
const partitions = `
  CREATE FUNCTION audit.ensure_partitions(months_ahead integer) RETURNS integer
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    first_day timestamptz;
    next_day timestamptz;
    partition text;
    made integer := 0;
  BEGIN
    FOR step IN 0 .. least(months_ahead, 36) LOOP
      first_day := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => step)) AT TIME ZONE 'UTC';
      next_day := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => step + 1)) AT TIME ZONE 'UTC';
      partition := 'event_' || to_char(first_day AT TIME ZONE 'UTC', 'YYYYMM');
      CONTINUE WHEN to_regclass('audit.' || partition) IS NOT NULL;
      BEGIN
        EXECUTE format('CREATE TABLE audit.%I PARTITION OF audit.event FOR VALUES FROM (%L) TO (%L)',
          partition, first_day, next_day);
      EXCEPTION WHEN check_violation THEN
        CONTINUE;
      END;
      EXECUTE format('ALTER TABLE audit.%I ENABLE ROW LEVEL SECURITY', partition);
      EXECUTE format('ALTER TABLE audit.%I FORCE ROW LEVEL SECURITY', partition);
      EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.%I EXECUTE FUNCTION audit.refuse_change()',
        partition);
      made := made + 1;
    END LOOP;
    RETURN made;
  END $$;
  REVOKE ALL ON FUNCTION audit.ensure_partitions(integer) FROM PUBLIC;
  CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.event_default EXECUTE FUNCTION audit.refuse_change();`;

export const createAuditLog: Migration = {
  name: '202611210100-create-audit-log',
  up: async (sql) => {
    for (const part of [events, immutability, seals, protection, partitions]) await sql(part);
  },
};

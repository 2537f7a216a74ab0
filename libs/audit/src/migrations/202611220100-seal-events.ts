import { auditSealerRole, rolesOf } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';

const { api: reader } = rolesOf('identity');
const currentTeam = `nullif(current_setting('app.team_id', true), '')::uuid`;
/** Chain of the events without a team. */
const platformChain = '00000000-0000-0000-0000-000000000000';

// What waits for its seal is a list of its own: rows become visible in the order of their commits, not of their times,
// so no mark of "sealed up to here" would be right. It is filled by whoever writes events, by this trigger alone.
const waiting = `
  CREATE TABLE audit.unsealed (event_id uuid PRIMARY KEY, recorded_at timestamptz NOT NULL);
  CREATE INDEX unsealed_in_order ON audit.unsealed (recorded_at, event_id);
  CREATE FUNCTION audit.note_unsealed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    INSERT INTO audit.unsealed (event_id, recorded_at) SELECT id, recorded_at FROM added;
    RETURN NULL;
  END $$;
  CREATE TRIGGER note_unsealed AFTER INSERT ON audit.event
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit.note_unsealed();
  GRANT SELECT, INSERT, DELETE ON audit.unsealed TO ${auditSealerRole};`;

// The head of a chain at a time, signed by identity: without its key nobody can make another past for it.
const checkpoints = `
  CREATE TABLE audit.checkpoint (
    chain_id uuid NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    made_at timestamptz NOT NULL,
    kid text NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (chain_id, seq)
  );
  CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit.checkpoint
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
  CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.checkpoint EXECUTE FUNCTION audit.refuse_change();
  ALTER TABLE audit.checkpoint ENABLE ROW LEVEL SECURITY;
  ALTER TABLE audit.checkpoint FORCE ROW LEVEL SECURITY;
  CREATE POLICY sealer_reads ON audit.checkpoint FOR SELECT TO ${auditSealerRole} USING (true);
  CREATE POLICY sealer_extends ON audit.checkpoint FOR INSERT TO ${auditSealerRole} WITH CHECK (true);
  GRANT SELECT, INSERT ON audit.checkpoint TO ${auditSealerRole};`;

// Identity shows the log: that of the transaction's team, or, outside any team, what belongs to none.
const reading = `
  CREATE POLICY own_team_reads ON audit.event FOR SELECT TO ${reader}
    USING (team_id IS NOT DISTINCT FROM ${currentTeam});
  CREATE POLICY own_chain_reads ON audit.seal FOR SELECT TO ${reader}
    USING (chain_id = coalesce(${currentTeam}, '${platformChain}'));
  CREATE POLICY own_chain_reads ON audit.checkpoint FOR SELECT TO ${reader}
    USING (chain_id = coalesce(${currentTeam}, '${platformChain}'));
  GRANT SELECT ON audit.event, audit.seal, audit.checkpoint TO ${reader};
  GRANT SELECT ON audit.unsealed TO ${reader};`;

/** Seals, signed checkpoints and reading. */
export const sealEvents: Migration = {
  name: '202611220100-seal-events',
  up: async (sql) => {
    for (const part of [waiting, checkpoints, reading]) await sql(part);
  },
};

import { auditSealerRole, loginRoles } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';

const writers = loginRoles.filter((role) => role !== auditSealerRole).join(', ');

/** At every start, so that the roles of an app that is added later may write too. */
export const letEveryAppWrite: Migration = {
  name: '202611210120-let-every-app-write',
  isRepeated: true,
  up: async (sql) => {
    await sql(`
      GRANT USAGE ON SCHEMA audit TO ${writers};
      GRANT INSERT (id, team_id, actor_kind, actor_id, action, object_type, object_id, outcome, ip, request_id, details)
        ON audit.event TO ${writers};
      GRANT INSERT ON audit.unsealed TO ${writers};`);
  },
};

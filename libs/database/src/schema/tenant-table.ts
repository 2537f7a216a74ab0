import { rolesOf } from '../migrate/roles';

/** SQL for the team of the current transaction; null outside `inTeam`, where it therefore equals no row's team. */
// After a commit the setting is '' rather than unset, hence nullif.
export const currentTeamSql = `nullif(current_setting('app.team_id', true), '')::uuid`;

/**
 * SQL that puts a table with a column `team_id uuid NOT NULL` under row-level security: only rows of the transaction's
 * team can be seen or written, by the owner of the table too.
 */
export function tenantTable(schema: string, table: string): string {
  const name = `${identifier(schema)}.${identifier(table)}`;
  return `
    ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ${name} FORCE ROW LEVEL SECURITY;
    CREATE POLICY tenant ON ${name} FOR ALL TO PUBLIC
      USING (team_id = ${currentTeamSql})
      WITH CHECK (team_id = ${currentTeamSql});`;
}

/** Privileges as SQL writes them: `select, insert, update (state, due_at)`. */
export interface TableGrants {
  readonly api?: string;
  readonly work?: string;
}

/** SQL that lets the two roles of the schema's app use a table. What is not named is refused. */
export function grantTable(schema: string, table: string, grants: TableGrants): string {
  const name = `${identifier(schema)}.${identifier(table)}`;
  const roles = rolesOf(identifier(schema));
  const statements: string[] = [];
  if (grants.api !== undefined) statements.push(`GRANT ${privileges(grants.api)} ON ${name} TO ${roles.api};`);
  if (grants.work !== undefined) statements.push(`GRANT ${privileges(grants.work)} ON ${name} TO ${roles.work};`);
  return statements.join('\n');
}

const plainIdentifier = /^[a-z][a-z0-9_]{0,62}$/;
const privilegeList =
  /^(?:select|insert|update|delete)(?: \([a-z0-9_, ]+\))?(?:, (?:select|insert|update|delete)(?: \([a-z0-9_, ]+\))?)*$/;

/** @throws Error unless the name needs no quotes: names in migrations are written by us, plainly. */
export function identifier(name: string): string {
  if (!plainIdentifier.test(name)) throw new Error(`${JSON.stringify(name)} is not a plain SQL name.`);
  return name;
}

function privileges(list: string): string {
  if (!privilegeList.test(list)) throw new Error(`Not a list of privileges to grant: ${list}.`);
  return list;
}

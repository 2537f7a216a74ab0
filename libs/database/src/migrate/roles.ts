import { appNames, schemaOf } from '@sentrybox/contracts';
import { databaseErrorOf } from '../connection/sql-state';
import type { RunSql } from './migration';
import { scramVerifier } from './scram-verifier';

/** The login roles of an app: under row-level security, and for work tables across teams. Neither owns anything. */
export function rolesOf(schema: string): { readonly api: string; readonly work: string; readonly definer: string } {
  return { api: `${schema}_api`, work: `${schema}_work`, definer: `${schema}_definer` };
}

/** The one role that may extend the chain of the audit log. */
export const auditSealerRole = 'audit_sealer';

/** Roles that log in. `<schema>_definer` does not: look-up functions run as it. */
export const loginRoles: readonly string[] = [
  ...appNames.flatMap((app) => [rolesOf(schemaOf[app]).api, rolesOf(schemaOf[app]).work]),
  auditSealerRole,
];

const definerRoles = appNames.map((app) => rolesOf(schemaOf[app]).definer);
const powerless = 'NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';

/**
 * Creates the roles of all apps, also of those without tables: grants name them. Roles belong to the whole cluster, so
 * two databases of one cluster share them.
 * @param passwords by role; a role without one gets none and cannot log in with a password.
 * @throws Error for a name that is no role of ours.
 */
export async function createRoles(sql: RunSql, passwords: Readonly<Record<string, string>>): Promise<void> {
  const unknown = Object.keys(passwords).filter((role) => !loginRoles.includes(role));
  if (unknown.length > 0) throw new Error(`There is no role named ${unknown.join(', ')}.`);
  const existing = new Set(
    (await sql('SELECT rolname FROM pg_roles WHERE rolname = ANY ($1)', [[...loginRoles, ...definerRoles]])).map(
      (row) => String(row.rolname),
    ),
  );
  for (const role of loginRoles) {
    if (!existing.has(role)) await patiently(() => sql(`CREATE ROLE ${role} LOGIN ${powerless}`));
    const password = passwords[role];
    if (password === undefined) continue;
    await patiently(() => sql(`ALTER ROLE ${role} LOGIN PASSWORD '${scramVerifier(password)}'`));
  }
  for (const role of definerRoles) {
    if (!existing.has(role)) await patiently(() => sql(`CREATE ROLE ${role} NOLOGIN ${powerless}`));
  }
}

// Another database of the cluster may be migrated at the same moment: the role appeared meanwhile (42710, 23505), or its
// row was being changed ("tuple concurrently updated" has no code but internal_error).
async function patiently(step: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await step();
      return;
    } catch (error) {
      const code = databaseErrorOf(error)?.code;
      if (code === '42710' || code === '23505') return;
      if (code !== 'XX000' || attempt === 20) throw error;
    }
  }
}

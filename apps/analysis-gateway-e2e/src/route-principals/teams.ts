import { randomUUID } from 'node:crypto';
import { permissionsOfTeamRole } from '@sentrybox/contracts';
import type { Permission } from '@sentrybox/contracts';
import { request, sharedStack } from '@sentrybox/testing';
import { Client } from 'pg';
import { adminSession, changedPassword } from '../people';

const { urls, admin, databaseUrl } = sharedStack();

/** A team with one person, its owner, and one service account, who both may do everything there. */
export interface Team {
  readonly id: string;
  readonly userId: string;
  /** Access token of the owner. */
  readonly user: string;
  /** Key of the service account. */
  readonly key: string;
}

interface Data<T> {
  readonly data: T;
}

/** Calls identity and fails the test when it refuses. */
async function identity<T>(path: string, credential: string | undefined, body?: unknown): Promise<T> {
  const answer = await request(`${urls.identity}/api/v1${path}`, { body, credential });
  if (answer.status >= 400) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return (answer.body as Data<T>).data;
}

/** A new person in a team of their own. By SQL: who may register whom is not what is tested here. */
export async function newTeam(): Promise<Team> {
  const id = randomUUID();
  const userId = await newPerson();
  await sql([
    [`insert into identity.team (id, name, created_at) values ($1, $2, now())`, [id, id]],
    [
      `insert into identity.membership (team_id, user_id, role, created_at) values ($1, $2, 'owner', now())`,
      [id, userId],
    ],
    [`update identity.user set last_team_id = $1 where id = $2`, [id, userId]],
  ]);
  const { token } = await identity<{ token: string }>('/auth/login', undefined, {
    email: emailOf(userId),
    password: changedPassword,
  });
  return { id, userId, user: token, key: await newKey(token, permissionsOfTeamRole.admin) };
}

/** A new person in no team, whose password is the changed one of the administrator. @returns the id */
export async function newPerson(): Promise<string> {
  await adminSession(); // from now on the administrator's password is known, and its hash is good for others
  const id = randomUUID();
  await sql([
    [
      `insert into identity.user (id, email, full_name, password_hash, platform_role, status, must_change_password,
                                  created_at, updated_at)
       select $1, $2, 'Somebody', password_hash, 'viewer', 'active', false, now(), now()
         from identity.user where email = $3`,
      [id, emailOf(id), admin.email],
    ],
  ]);
  return id;
}

const emailOf = (userId: string): string => `${userId}@e2e.example`;

async function sql(statements: readonly (readonly [string, readonly string[]])[]): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const [text, values] of statements) await client.query(text, [...values]);
  } finally {
    await client.end();
  }
}

/** The key of a new service account in the team of the session. */
export async function newKey(session: string, scopes: readonly Permission[]): Promise<string> {
  const name = `e2e-${randomUUID()}`;
  const account = await identity<{ id: string }>('/service-accounts', session, { name, role: 'admin' });
  const created = await identity<{ key: string }>(`/service-accounts/${account.id}/api-keys`, session, {
    name,
    scopes,
  });
  return created.key;
}

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
export async function identity<T>(path: string, credential: string | undefined, body?: unknown): Promise<T> {
  const answer = await request(`${urls.identity}/api/v1${path}`, { body, credential });
  if (answer.status >= 400) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return (answer.body as Data<T>).data;
}

/** A new person in a team of their own. By SQL: who may register whom is not what is tested here. */
export async function newTeam(): Promise<Team> {
  await adminSession(); // from now on the administrator's password is known, and so is its hash's
  const [id, userId] = [randomUUID(), randomUUID()];
  const email = `${userId}@e2e.example`;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`insert into identity.team (id, name, created_at) values ($1, $2, now())`, [id, id]);
    await client.query(
      `insert into identity.user (id, email, full_name, password_hash, platform_role, status, must_change_password,
                                  last_team_id, created_at, updated_at)
       select $1, $2, 'Somebody', password_hash, 'viewer', 'active', false, $3, now(), now()
         from identity.user where email = $4`,
      [userId, email, id, admin.email],
    );
    await client.query(
      `insert into identity.membership (team_id, user_id, role, created_at) values ($1, $2, 'owner', now())`,
      [id, userId],
    );
  } finally {
    await client.end();
  }
  const { token } = await identity<{ token: string }>('/auth/login', undefined, { email, password: changedPassword });
  return { id, userId, user: token, key: await newKey(token, permissionsOfTeamRole.admin) };
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

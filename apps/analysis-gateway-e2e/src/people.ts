import { randomUUID } from 'node:crypto';
import { request, sharedStack } from '@sentrybox/testing';
import { Client } from 'pg';

const { urls, admin, databaseUrl } = sharedStack();
export const changedPassword = 'a-new-and-longer-passphrase-7';

interface Data<T> {
  data: T;
}

async function call<T>(path: string, options: Parameters<typeof request>[1]): Promise<T> {
  const { status, body } = await request(`${urls.identity}/api/v1${path}`, options);
  if (status >= 400) throw new Error(`${path} answered ${String(status)}: ${JSON.stringify(body)}`);
  return (body as Data<T>).data;
}

/** An access token of the first administrator, whose one-time password is changed on the way. */
export async function adminSession(): Promise<string> {
  const login = (password: string) =>
    request(`${urls.identity}/api/v1/auth/login`, { body: { email: admin.email, password } });
  const again = await login(changedPassword);
  if (again.status === 200) return (again.body as Data<{ token: string }>).data.token;
  const first = await call<{ token: string }>('/auth/login', { body: admin });
  await request(`${urls.identity}/api/v1/users/me/password`, {
    method: 'PUT',
    body: { current_password: admin.password, new_password: changedPassword },
    credential: first.token,
  });
  return (await call<{ token: string }>('/auth/login', { body: { email: admin.email, password: changedPassword } }))
    .token;
}

/** A new service account's key in the team of the session, and the path that revokes it. */
export async function newKey(session: string, scopes: readonly string[]): Promise<{ key: string; path: string }> {
  const name = `e2e-${randomUUID()}`;
  const account = await call<{ id: string }>('/service-accounts', { body: { name }, credential: session });
  const keys = `/service-accounts/${account.id}/api-keys`;
  const created = await call<{ id: string; key: string }>(keys, { body: { name, scopes }, credential: session });
  return { key: created.key, path: `/api/v1${keys}/${created.id}` };
}

/** The administrator's session in a second team, which no route can make yet. */
export async function secondTeam(): Promise<string> {
  const session = await adminSession();
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const teamId = randomUUID();
  try {
    await client.query(`insert into identity.team (id, name, created_at) values ($1, $2, now())`, [teamId, teamId]);
    await client.query(
      `insert into identity.membership (team_id, user_id, role, created_at)
       select $1, id, 'owner', now() from identity.user where email = $2`,
      [teamId, admin.email],
    );
  } finally {
    await client.end();
  }
  return (await call<{ token: string }>('/auth/switch-team', { body: { team_id: teamId }, credential: session })).token;
}

import { randomUUID } from 'node:crypto';
import { request } from '../../stack/client';
import type { Stack } from '../../stack/start-stack';
import { askPostgres } from '../nemesis/server-processes';

export interface ChaosTeam {
  readonly id: string;
  readonly key: string;
}

interface Data<T> {
  readonly data: T;
}

const password = 'a-new-and-longer-passphrase-7';

/** The team of the first start and a second one, each with a key. On a stack that nobody has signed in to before. */
export async function twoTeams(stack: Stack): Promise<[ChaosTeam, ChaosTeam]> {
  const { admin, urls, databaseUrl } = stack;
  const call = async <T>(path: string, options: Parameters<typeof request>[1]): Promise<T> => {
    const { status, body } = await request(`${urls.identity}/api/v1${path}`, options);
    if (status >= 400) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
    return (body as Data<T>).data; // the contract of identity
  };
  const first = await call<{ token: string }>('/auth/login', { body: admin });
  await request(`${urls.identity}/api/v1/users/me/password`, {
    method: 'PUT',
    body: { current_password: admin.password, new_password: password },
    credential: first.token,
  });
  const { token } = await call<{ token: string }>('/auth/login', { body: { email: admin.email, password } });
  const [own] = await askPostgres<{ id: string }>(databaseUrl, `select id from identity.team where name = 'default'`);
  const teamId = randomUUID();
  await askPostgres(databaseUrl, `insert into identity.team (id, name, created_at) values ($1, $2, now())`, [
    teamId,
    teamId,
  ]);
  await askPostgres(
    databaseUrl,
    `insert into identity.membership (team_id, user_id, role, created_at)
     select $1, id, 'owner', now() from identity.user where email = $2`,
    [teamId, admin.email],
  );
  const switched = await call<{ token: string }>('/auth/switch-team', { body: { team_id: teamId }, credential: token });
  const credential = switched.token;
  const account = await call<{ id: string }>('/service-accounts', { body: { name: 'chaos' }, credential });
  const created = await call<{ key: string }>(`/service-accounts/${account.id}/api-keys`, {
    body: { name: 'chaos', scopes: ['analyses:read', 'analyses:run'] },
    credential,
  });
  return [
    { id: own?.id ?? '', key: stack.apiKey },
    { id: teamId, key: created.key },
  ];
}

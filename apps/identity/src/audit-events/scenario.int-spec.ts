import { IdentityApp } from '../../test/identity-app';
import { aKey, aPerson, aSignedInPerson, logIn } from '../../test/people';

interface Row {
  readonly action: string;
  readonly outcome: string;
  readonly actor_kind: string;
  readonly actor_id: string | null;
  readonly ip: string | null;
  readonly request_id: string | null;
  readonly key_id: string | null;
  readonly text: string;
}

it('I13 a day in the life of a team leaves the expected events, with who, whence and which request, and no secret', async () => {
  const identity = await IdentityApp.start();
  try {
    const admin = await aSignedInPerson(identity, { platformRole: 'admin', role: 'owner' });
    const person = await aPerson(identity, { teamId: admin.teamId, role: 'member' });
    const asAdmin = (method: string, path: string, body?: unknown) =>
      identity.call(method, `/api/v1${path}`, { token: admin.token, body });

    const wrong = { email: person.email, password: `not ${person.password}` };
    await identity.call('POST', '/api/v1/auth/login', { body: wrong });
    const first = await logIn(identity, person);
    await identity.call('GET', '/api/v1/users', { token: first.token }); // refused
    await asAdmin('PATCH', `/users/${person.id}`, { role: 'viewer' });
    const { key, id, accountId } = await aKey(identity, admin.token);
    expect((await identity.call('GET', '/api/v1/permissions', { key })).status).toBe(200);
    await asAdmin('DELETE', `/service-accounts/${accountId}/api-keys/${id}`);

    const second = await logIn(identity, person);
    const refresh = (token: string) =>
      identity.call('POST', '/api/v1/auth/refresh', { body: { refresh_token: token } });
    const third = (await refresh(second.refreshToken)).body?.data.refresh_token ?? '';
    const fourth = (await refresh(third)).body?.data.refresh_token ?? '';
    await refresh(second.refreshToken); // exchanged twice ago
    expect((await refresh(fourth)).status).toBe(401);
    const last = await logIn(identity, person);
    await identity.call('POST', '/api/v1/auth/logout', { token: last.token });
    await asAdmin('DELETE', `/users/${person.id}`);

    const rows = await identity.database.query<Row>(
      `SELECT action, outcome, actor_kind, actor_id, host(ip) AS ip, request_id, details->>'key_id' AS key_id, e::text AS text
       FROM audit.event e ORDER BY recorded_at, id`,
    );
    expect(rows.map(({ action, outcome, actor_kind }) => `${action} ${outcome} ${actor_kind}`)).toEqual([
      'authn_login_success success user', // of the admin
      'authn_login_fail failure anonymous',
      'authn_login_success success user',
      'authz_fail failure user',
      'privilege_permissions_changed success user',
      'service_account_created success user',
      'api_key_created success user',
      'api_call success service_account',
      'api_key_revoked success user',
      'authn_login_success success user',
      'authn_token_reuse failure user',
      'authn_login_success success user',
      'authn_logout success user',
      'user_deleted success user',
    ]);
    for (const { ip, request_id } of rows)
      expect([ip, request_id]).toEqual(['127.0.0.1', expect.stringMatching(/^req-/)]);
    expect(rows.find(({ action }) => action === 'api_call')).toMatchObject({ actor_id: accountId, key_id: id });
    const secrets = [person.password, wrong.password, key, first.token, second.refreshToken, third, fourth];
    for (const { text } of rows) for (const secret of secrets) expect(text).not.toContain(secret);
  } finally {
    await identity.stop();
  }
});

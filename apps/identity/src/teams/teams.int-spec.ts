import { IdentityApp } from '../../test/identity-app';
import type { SignedInPerson } from '../../test/people';
import { aKey, aPerson, aServiceAccount, aSignedInPerson, logIn } from '../../test/people';

const unknownId = '019a1b2c-0000-7000-8000-0000000000ff';

describe('teams', () => {
  let identity: IdentityApp;
  let owner: SignedInPerson;

  beforeAll(async () => {
    identity = await IdentityApp.start();
    owner = await aSignedInPerson(identity, { role: 'owner' });
  });
  afterAll(async () => {
    await identity.stop();
  });

  const call = (method: string, path: string, body?: unknown, token = owner.token) =>
    identity.call(method, path, { token, body });
  const path = () => `/api/v1/teams/${owner.teamId}`;
  const actionsOn = async (id: string): Promise<string[]> =>
    (
      await identity.database.query<{ action: string }>(
        'SELECT action FROM audit.event WHERE object_id = $1 ORDER BY recorded_at',
        [id],
      )
    ).map(({ action }) => action);

  it('are created by who may, owned by their creator, and acted in after a switch', async () => {
    const created = await call('POST', '/api/v1/teams', { name: 'Night Shift', description: 'From ten to six' });
    expect(created).toMatchObject({
      status: 201,
      body: { data: { name: 'Night Shift', description: 'From ten to six', members: 1, role: 'owner' } },
    });
    const id = created.body?.data.id ?? '';
    expect((await call('GET', `/api/v1/teams/${id}`)).status).toBe(404);
    const again = await logIn(identity, owner);
    const switched = await call('POST', '/api/v1/auth/switch-team', { team_id: id }, again.token);
    expect((await call('GET', `/api/v1/teams/${id}`, undefined, switched.body?.data.token)).status).toBe(200);
    const taken = await call('POST', '/api/v1/teams', { name: 'NIGHT shift' });
    expect([taken.status, taken.headers.get('x-error-code')]).toEqual([409, 'name_taken']);
    expect(await actionsOn(id)).toEqual(['team_created']);
  });

  it('I09 are not created by a viewer of the installation, whatever the role in a team', async () => {
    const { token } = await aSignedInPerson(identity, { platformRole: 'viewer', role: 'owner' });
    expect((await call('POST', '/api/v1/teams', { name: 'mine' }, token)).status).toBe(403);
  });

  it.each(['PUT', 'PATCH'])('%s changes what is named', async (method) => {
    const changed = await call(method, path(), { description: `by ${method}` });
    expect(changed).toMatchObject({ status: 200, body: { data: { description: `by ${method}`, role: 'owner' } } });
    expect((await call('GET', path())).body?.data).toEqual(changed.body?.data);
  });

  it.each([
    ['nothing', {}],
    ['an unknown field', { name: 'x', owner_id: unknownId }],
    ['an empty name', { name: '  ' }],
    ['a long name', { name: 'x'.repeat(101) }],
    ['a number as a name', { name: 7 }],
  ])('refuse %s', async (_name, body) => {
    expect((await call('PATCH', path(), body)).status).toBe(400);
  });

  it('A08 A09 are not there for another team’s people and keys, in the words of a team that never was', async () => {
    const stranger = await aSignedInPerson(identity, { role: 'owner', platformRole: 'admin' });
    const accountId = await aServiceAccount(identity, stranger.token, 'admin');
    const scopes = ['teams:read', 'teams:write', 'members:read', 'members:write'];
    const { key } = await aKey(identity, stranger.token, { accountId, scopes });
    const member = await aPerson(identity, { teamId: owner.teamId });
    const invited = await call('POST', `${path()}/invitations`, { email: 'a08@example.org' });
    const invitationId = String(invited.body?.data.id);
    const attempts: [string, (team: string) => string, unknown][] = [
      ['GET', (team) => `/api/v1/teams/${team}`, undefined],
      ['PATCH', (team) => `/api/v1/teams/${team}`, { name: 'taken over' }],
      ['PUT', (team) => `/api/v1/teams/${team}`, { name: 'taken over' }],
      ['DELETE', (team) => `/api/v1/teams/${team}`, undefined],
      ['GET', (team) => `/api/v1/teams/${team}/members`, undefined],
      ['POST', (team) => `/api/v1/teams/${team}/members`, { user_id: stranger.id, role: 'owner' }],
      ['PATCH', (team) => `/api/v1/teams/${team}/members/${member.id}`, { role: 'viewer' }],
      ['PUT', (team) => `/api/v1/teams/${team}/members/${member.id}`, { role: 'viewer' }],
      ['DELETE', (team) => `/api/v1/teams/${team}/members/${member.id}`, undefined],
      ['GET', (team) => `/api/v1/teams/${team}/invitations`, undefined],
      ['POST', (team) => `/api/v1/teams/${team}/invitations`, { email: 'x@example.org' }],
      ['DELETE', (team) => `/api/v1/teams/${team}/invitations/${invitationId}`, undefined],
      // The own team with another's members and invitations in it.
      ['PATCH', () => `/api/v1/teams/${stranger.teamId}/members/${member.id}`, { role: 'viewer' }],
      ['DELETE', () => `/api/v1/teams/${stranger.teamId}/members/${member.id}`, undefined],
      ['DELETE', () => `/api/v1/teams/${stranger.teamId}/invitations/${invitationId}`, undefined],
    ];
    for (const [method, place, body] of attempts) {
      for (const credential of [{ token: stranger.token }, { key }]) {
        const foreign = await identity.call(method, place(owner.teamId), { ...credential, body });
        const missing = await identity.call(method, place(unknownId), { ...credential, body });
        // A key has no right to delete teams at all.
        const expected = 'key' in credential && `${method} ${place('')}` === 'DELETE /api/v1/teams/' ? 403 : 404;
        expect([method, place('…'), foreign.status]).toEqual([method, place('…'), expected]);
        expect([missing.status, missing.body?.message]).toEqual([expected, foreign.body?.message]);
      }
    }
    expect((await call('GET', `${path()}/members`)).body?.pagination).toMatchObject({ total: 2 });
    expect((await call('GET', path())).body?.data.name).not.toBe('taken over');
  });

  it.each(['viewer', 'member'] as const)('A09 a %s reads and changes nothing', async (role) => {
    const { id, token } = await aSignedInPerson(identity, { teamId: owner.teamId, role });
    expect((await call('GET', path(), undefined, token)).status).toBe(200);
    expect((await call('GET', `${path()}/members`, undefined, token)).status).toBe(200);
    const writes: [string, string, unknown][] = [
      ['PATCH', path(), { name: 'x' }],
      ['DELETE', path(), undefined],
      ['POST', `${path()}/members`, { user_id: id }],
      ['PATCH', `${path()}/members/${id}`, { role: 'admin' }],
      ['DELETE', `${path()}/members/${owner.id}`, undefined],
      ['POST', `${path()}/invitations`, { email: 'x@example.org' }],
      ['GET', `${path()}/invitations`, undefined],
      ['DELETE', `${path()}/invitations/${unknownId}`, undefined],
    ];
    for (const [method, place, body] of writes) {
      expect([method, place, (await call(method, place, body, token)).status]).toEqual([method, place, 403]);
    }
  });

  describe('members', () => {
    it('are added by id, listed, changed and removed, with a row in the audit log each', async () => {
      const person = await aSignedInPerson(identity, { role: 'viewer' });
      const added = await call('POST', `${path()}/members`, { user_id: person.id, role: 'viewer' });
      expect(added).toMatchObject({
        status: 201,
        body: { data: { user_id: person.id, email: person.email, role: 'viewer', permissions: [] } },
      });
      const twice = await call('POST', `${path()}/members`, { user_id: person.id });
      expect([twice.status, twice.headers.get('x-error-code')]).toEqual([409, 'already_a_member']);
      const place = `${path()}/members/${person.id}`;
      const changed = await call('PATCH', place, { role: 'member', permissions: ['sources:write'] });
      expect(changed.body?.data).toMatchObject({ role: 'member', permissions: ['sources:write'] });
      const kept = await call('PUT', place, { role: 'viewer' });
      expect(kept.body?.data).toMatchObject({ role: 'viewer', permissions: ['sources:write'] });
      expect((await call('DELETE', place)).status).toBe(204);
      expect((await call('DELETE', place)).status).toBe(404);
      expect((await call('PATCH', place, { role: 'viewer' })).status).toBe(404);
      expect((await actionsOn(person.id)).filter((action) => !action.startsWith('authn'))).toEqual([
        'team_member_added',
        'privilege_permissions_changed',
        'privilege_permissions_changed',
        'team_member_removed',
      ]);
    });

    it('a grant takes effect in its team and in no other', async () => {
      const person = await aSignedInPerson(identity, { role: 'viewer' });
      await call('POST', `${path()}/members`, { user_id: person.id, role: 'viewer', permissions: ['sources:write'] });
      const { token } = await logIn(identity, person);
      const at = async (teamId: string): Promise<string> => {
        const switched = await call(
          'POST',
          '/api/v1/auth/switch-team',
          { team_id: teamId },
          (await logIn(identity, person)).token,
        );
        const me = await call('GET', '/api/v1/users/me', undefined, switched.body?.data.token);
        return String(me.body?.data.effective_permissions);
      };
      expect(token).not.toBe('');
      expect(await at(owner.teamId)).toContain('sources:write');
      expect(await at(person.teamId)).not.toContain('sources:write');
    });

    it.each([
      ['nobody', { user_id: unknownId }, 404],
      ['no id', { role: 'viewer' }, 400],
      ['a role that is none', { user_id: unknownId, role: 'root' }, 400],
      ['an unknown field', { user_id: unknownId, joined_at: '2020-01-01T00:00:00.000Z' }, 400],
    ])('addition of %s is refused', async (_name, body, expected) => {
      expect((await call('POST', `${path()}/members`, body)).status).toBe(expected);
    });

    it('a suspended user is not added', async () => {
      const { id } = await aPerson(identity, { status: 'suspended' });
      expect((await call('POST', `${path()}/members`, { user_id: id })).status).toBe(404);
    });

    it('are paged, the newest first', async () => {
      const { teamId, token } = await aSignedInPerson(identity, { role: 'owner' });
      for (let index = 0; index < 4; index += 1) await aPerson(identity, { teamId });
      const read = async (query: string) => {
        const { body } = await call('GET', `/api/v1/teams/${teamId}/members?limit=2${query}`, undefined, token);
        return {
          ids: (body?.data as unknown as { user_id: string }[]).map((one) => one.user_id),
          next: body?.pagination?.next_cursor,
        };
      };
      const first = await read('');
      const second = await read(`&cursor=${first.next ?? ''}`);
      expect(second.ids).toEqual((await read('&offset=2')).ids);
      expect([...first.ids, ...second.ids]).toEqual([...first.ids, ...second.ids].sort().reverse());
      expect((await call('GET', `/api/v1/teams/${teamId}/members?cursor=x`, undefined, token)).status).toBe(400);
    });
  });

  describe('deletion', () => {
    it('ends memberships, sessions, keys and invitations, frees the name, and is refused for the only team', async () => {
      const founder = await aSignedInPerson(identity, { role: 'owner' });
      const place = `/api/v1/teams/${founder.teamId}`;
      const only = await call('DELETE', place, undefined, founder.token);
      expect([only.status, only.headers.get('x-error-code')]).toEqual([409, 'last_one']);

      const { name } = (await call('GET', place, undefined, founder.token)).body?.data ?? {};
      const other = await call('POST', '/api/v1/teams', { name: `other-${name ?? ''}` }, founder.token);
      const colleague = await aSignedInPerson(identity, { teamId: founder.teamId, role: 'member' });
      const { key } = await aKey(identity, founder.token);
      const invited = await call('POST', `${place}/invitations`, { email: 'nowhere@example.org' }, founder.token);
      expect((await call('DELETE', place, undefined, founder.token)).status).toBe(204);

      for (const { token } of [founder, colleague]) {
        expect((await call('GET', '/api/v1/users/me', undefined, token)).status).toBe(401);
      }
      const refused = await identity.call('GET', '/api/v1/permissions', { key });
      expect([refused.status, refused.headers.get('x-error-code')]).toEqual([401, 'revoked_api_key']);
      const accept = await identity.call('POST', '/api/v1/invitations/accept', {
        body: { token: invited.body?.data.token, password: 'correct horse battery' },
      });
      expect(accept.status).toBe(400);
      const { token } = await logIn(identity, founder);
      const mine = await call('GET', '/api/v1/teams', undefined, token);
      expect(mine.body?.data).toEqual([expect.objectContaining({ id: other.body?.data.id })]);
      expect((await call('POST', '/api/v1/teams', { name }, token)).status).toBe(201);
      expect(await actionsOn(founder.teamId)).toEqual(['team_deleted']);
    });
  });
});

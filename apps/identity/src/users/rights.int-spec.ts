import { permissionsOfTeamRole, platformPermissions } from '@sentrybox/contracts';
import { IdentityApp } from '../../test/identity-app';
import type { SignedInPerson } from '../../test/people';
import { aKey, aPerson, aServiceAccount, aSignedInPerson, aTeam, join } from '../../test/people';

describe('who may change whose rights', () => {
  let identity: IdentityApp;
  let admin: SignedInPerson;

  beforeAll(async () => {
    identity = await IdentityApp.start();
    admin = await aSignedInPerson(identity, { platformRole: 'admin', role: 'owner' });
  });
  afterAll(async () => {
    await identity.stop();
  });

  const call = (method: string, path: string, body?: unknown, token = admin.token) =>
    identity.call(method, path, { token, body });
  const userOf = async (id: string) =>
    (
      await identity.database.query<{ role: string; status: string; version: number; permissions: string[] }>(
        `SELECT platform_role AS role, status, token_version AS version, permissions FROM identity.user WHERE id = $1`,
        [id],
      )
    )[0];

  describe('I09 a role in a team is no role in the installation', () => {
    it('gives the owner of a team nothing over users, and names the permission', async () => {
      const owner = await aSignedInPerson(identity, { role: 'owner' });
      const other = await aPerson(identity);
      const attempts: [string, string, unknown][] = [
        ['GET', '/api/v1/users', undefined],
        ['POST', '/api/v1/users', { email: 'x@example.org', full_name: 'X', role: 'admin' }],
        ['GET', `/api/v1/users/${other.id}`, undefined],
        ['PATCH', `/api/v1/users/${other.id}`, { role: 'admin' }],
        ['PUT', `/api/v1/users/${other.id}`, { status: 'suspended' }],
        ['DELETE', `/api/v1/users/${other.id}`, undefined],
        ['POST', `/api/v1/users/${other.id}/password-reset`, undefined],
        ['PATCH', `/api/v1/users/${owner.id}`, { role: 'admin' }],
      ];
      for (const [method, path, body] of attempts) {
        const answer = await call(method, path, body, owner.token);
        expect([method, path, answer.status]).toEqual([method, path, 403]);
      }
      expect(await userOf(other.id)).toMatchObject({ role: 'analyst', status: 'active', version: 0 });
    });

    it('gives an admin of the installation no team', async () => {
      const stranger = await aPerson(identity);
      for (const path of ['', '/members', '/invitations']) {
        expect((await call('GET', `/api/v1/teams/${stranger.teamId}${path}`)).status).toBe(404);
      }
      const me = { user_id: admin.id, role: 'owner' };
      expect((await call('POST', `/api/v1/teams/${stranger.teamId}/members`, me)).status).toBe(404);
    });

    it('never gives an API key a right over the installation', async () => {
      const accountId = await aServiceAccount(identity, admin.token, 'admin');
      for (const scope of platformPermissions) {
        const body = { name: 'k', scopes: [scope] };
        expect((await call('POST', `/api/v1/service-accounts/${accountId}/api-keys`, body)).status).toBe(403);
      }
      const { key } = await aKey(identity, admin.token, { accountId, scopes: ['members:read'] });
      expect((await identity.call('GET', '/api/v1/users', { key })).status).toBe(403);
      expect((await identity.call('GET', `/api/v1/teams/${admin.teamId}/members`, { key })).status).toBe(200);
    });
  });

  describe('I10 nobody grants more than they hold', () => {
    let clerk: SignedInPerson;
    beforeAll(async () => {
      const person = await aPerson(identity, { role: 'member', teamId: admin.teamId });
      const granted = await call('PATCH', `/api/v1/users/${person.id}`, { permissions: ['users:read', 'users:write'] });
      expect(granted.body?.data).toMatchObject({ permissions: ['users:read', 'users:write'] });
      const login = await identity.call('POST', '/api/v1/auth/login', {
        body: { email: person.email, password: person.password },
      });
      clerk = { ...person, token: login.body?.data.token ?? '' };
    });

    it('a grant takes effect and is listed as effective', async () => {
      expect((await call('GET', '/api/v1/users', undefined, clerk.token)).status).toBe(200);
      const me = await call('GET', '/api/v1/users/me', undefined, clerk.token);
      expect(me.body?.data.effective_permissions).toEqual(expect.arrayContaining(['users:write']));
    });

    it('a clerk who manages users may not make, promote, suspend, delete or reset an admin', async () => {
      const analyst = await aPerson(identity, { platformRole: 'viewer' });
      const other = await aPerson(identity, { platformRole: 'admin' });
      // `viewer` may be made an analyst, for the clerk is one; an admin holds the same and creates teams too.
      const promoted = await call('PATCH', `/api/v1/users/${analyst.id}`, { role: 'analyst' }, clerk.token);
      expect(promoted.status).toBe(200);
      const withoutTeams = await aSignedInPerson(identity, {
        platformRole: 'viewer',
        teamId: admin.teamId,
        role: 'viewer',
      });
      await call('PATCH', `/api/v1/users/${withoutTeams.id}`, { permissions: ['users:read', 'users:write'] });
      const { body } = await identity.call('POST', '/api/v1/auth/login', {
        body: { email: withoutTeams.email, password: withoutTeams.password },
      });
      const token = body?.data.token ?? '';
      const attempts: [string, string, unknown][] = [
        ['POST', '/api/v1/users', { email: 'new-admin@example.org', full_name: 'X', role: 'admin' }],
        ['PATCH', `/api/v1/users/${analyst.id}`, { role: 'admin' }],
        ['PATCH', `/api/v1/users/${withoutTeams.id}`, { role: 'admin' }],
        ['PATCH', `/api/v1/users/${withoutTeams.id}`, { permissions: ['users:read', 'users:write', 'teams:create'] }],
        ['PATCH', `/api/v1/users/${other.id}`, { status: 'suspended' }],
        ['PATCH', `/api/v1/users/${other.id}`, { full_name: 'X' }],
        ['DELETE', `/api/v1/users/${other.id}`, undefined],
        ['POST', `/api/v1/users/${other.id}/password-reset`, undefined],
      ];
      for (const [method, path, sent] of attempts) {
        const answer = await call(method, path, sent, token);
        expect([method, path, answer.status]).toEqual([method, path, 403]);
      }
      expect(await userOf(other.id)).toMatchObject({ role: 'admin', status: 'active' });
      expect(await userOf(withoutTeams.id)).toMatchObject({ role: 'viewer' });
    });

    it('a grant in the team is the grantor’s to give and for members alone', async () => {
      const member = await aPerson(identity, { teamId: admin.teamId, role: 'viewer' });
      const stranger = await aPerson(identity);
      const path = `/api/v1/users/${member.id}`;
      expect((await call('PATCH', path, { permissions: ['sources:write'] })).body?.data).toMatchObject({
        permissions: ['sources:write'],
      });
      // The clerk is a member of the team, who holds neither `sources:write` nor `members:write`.
      expect((await call('PATCH', path, { permissions: [] }, clerk.token)).status).toBe(403);
      const beyond = await call('PATCH', path, { permissions: ['sources:write', 'teams:delete'] }, clerk.token);
      expect(beyond.status).toBe(403);
      const outside = await call('PATCH', `/api/v1/users/${stranger.id}`, { permissions: ['sources:write'] });
      expect([outside.status, outside.headers.get('x-error-code')]).toEqual([400, 'not_a_member']);
    });

    it('shows grants of a team to those who act in it alone', async () => {
      const member = await aPerson(identity, { teamId: admin.teamId, role: 'viewer' });
      await call('PATCH', `/api/v1/users/${member.id}`, { permissions: ['sources:write'] });
      const elsewhere = await aSignedInPerson(identity, { platformRole: 'admin' });
      const seen = await call('GET', `/api/v1/users/${member.id}`, undefined, elsewhere.token);
      expect(seen.body?.data.permissions).toEqual([]);
    });

    it('a role in the team goes no higher than the caller’s', async () => {
      const teamAdmin = await aSignedInPerson(identity, { role: 'admin' });
      const { teamId, token } = teamAdmin;
      const owner = await aPerson(identity, { teamId, role: 'owner' });
      const member = await aPerson(identity, { teamId, role: 'member' });
      const members = `/api/v1/teams/${teamId}/members`;
      const attempts: [string, string, unknown][] = [
        ['PATCH', `${members}/${teamAdmin.id}`, { role: 'owner' }],
        ['PATCH', `${members}/${member.id}`, { role: 'owner' }],
        ['PATCH', `${members}/${member.id}`, { permissions: ['teams:delete'] }],
        ['PUT', `${members}/${owner.id}`, { role: 'viewer' }],
        ['DELETE', `${members}/${owner.id}`, undefined],
        ['POST', members, { user_id: admin.id, role: 'owner' }],
        ['POST', `/api/v1/teams/${teamId}/invitations`, { email: 'o@example.org', role: 'owner' }],
        ['POST', `/api/v1/teams/${teamId}/invitations`, { email: 'o@example.org', platform_role: 'admin' }],
        ['DELETE', `/api/v1/teams/${teamId}`, undefined],
      ];
      for (const [method, path, body] of attempts) {
        const answer = await call(method, path, body, token);
        expect([method, path, answer.status]).toEqual([method, path, 403]);
      }
      const platform = await call('PATCH', `${members}/${member.id}`, { permissions: ['users:write'] }, token);
      expect(platform.status).toBe(400);
    });

    it('reaches no right of a more powerful user who was added to the own team', async () => {
      const teamAdmin = await aSignedInPerson(identity, { role: 'owner' });
      const body = { user_id: admin.id, role: 'viewer' };
      expect((await call('POST', `/api/v1/teams/${teamAdmin.teamId}/members`, body, teamAdmin.token)).status).toBe(201);
      expect((await call('GET', '/api/v1/users', undefined, teamAdmin.token)).status).toBe(403);
      expect((await call('POST', `/api/v1/users/${admin.id}/password-reset`, undefined, teamAdmin.token)).status).toBe(
        403,
      );
    });

    it('knows the same permissions for a role as the token of that role', async () => {
      for (const role of ['viewer', 'member', 'admin', 'owner'] as const) {
        const person = await aSignedInPerson(identity, { role, platformRole: 'viewer' });
        const me = await call('GET', '/api/v1/users/me', undefined, person.token);
        const effective = me.body?.data.effective_permissions as unknown as string[];
        expect(effective.sort()).toEqual([...permissionsOfTeamRole[role]].sort());
      }
    });
  });

  it('50 parallel role changes lose none', async () => {
    const { id } = await aPerson(identity, { platformRole: 'viewer' });
    const changes = Array.from({ length: 50 }, (_, index) =>
      call('PATCH', `/api/v1/users/${id}`, {
        role: index % 2 === 0 ? 'analyst' : 'viewer',
        settings: { [`s${index}`]: index },
      }),
    );
    const statuses = (await Promise.all(changes)).map(({ status }) => status);
    expect(statuses).toEqual(Array.from({ length: 50 }, () => 200));
    const rows = await identity.database.query<{ details: { from_role: string; to_role: string } }>(
      `SELECT details FROM audit.event WHERE object_id = $1 AND action = 'privilege_permissions_changed' ORDER BY recorded_at, id`,
      [id],
    );
    expect(rows).toHaveLength(50);
    // Each change saw what the one before had left.
    let role = 'viewer';
    let turns = 0;
    for (const { details } of rows) {
      expect(details.from_role).toBe(role);
      if (details.to_role !== role) turns += 1;
      role = details.to_role;
    }
    expect(await userOf(id)).toMatchObject({ role, version: turns });
    const [row] = await identity.database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM identity.user u, jsonb_object_keys(u.settings) WHERE u.id = $1',
      [id],
    );
    expect(row?.count).toBe(50);
  }, 60_000);

  it('50 parallel changes of as many members lose none', async () => {
    const teamId = admin.teamId;
    const members = await Promise.all(Array.from({ length: 10 }, () => aPerson(identity, { teamId, role: 'viewer' })));
    const roles = ['member', 'viewer', 'member', 'viewer', 'admin'];
    const answers = await Promise.all(
      members.flatMap(({ id }) =>
        roles.map((role) => call('PATCH', `/api/v1/teams/${teamId}/members/${id}`, { role })),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    for (const { id } of members) expect(await userOf(id)).toMatchObject({ version: 5 });
  }, 60_000);

  describe('the last one', () => {
    let lonely: IdentityApp;
    beforeEach(async () => {
      lonely = await IdentityApp.start();
    });
    afterEach(async () => {
      await lonely.stop();
    });

    const refusal = (answer: { status: number; headers: Headers }) => [
      answer.status,
      answer.headers.get('x-error-code'),
    ];

    it('I10 admin cannot be demoted, suspended or deleted', async () => {
      const last = await aSignedInPerson(lonely, { platformRole: 'admin', role: 'member' });
      await aPerson(lonely, { platformRole: 'admin', status: 'suspended' });
      const path = `/api/v1/users/${last.id}`;
      const { token } = last;
      for (const body of [{ role: 'analyst' }, { status: 'suspended' }, { status: 'inactive' }]) {
        expect(refusal(await lonely.call('PATCH', path, { token, body }))).toEqual([409, 'last_one']);
      }
      expect(refusal(await lonely.call('DELETE', path, { token }))).toEqual([409, 'last_one']);
    });

    it.each(['role', 'status', 'delete'])(
      'I10 admin stays when all admins remove each other at once: %s',
      async (how) => {
        const admins: SignedInPerson[] = [];
        for (let index = 0; index < 6; index += 1) {
          admins.push(await aSignedInPerson(lonely, { platformRole: 'admin', role: 'member' }));
        }
        const answers = await Promise.all(
          admins.map(({ token }, index) => {
            const path = `/api/v1/users/${admins[(index + 1) % admins.length]?.id ?? ''}`;
            if (how === 'delete') return lonely.call('DELETE', path, { token });
            return lonely.call('PATCH', path, {
              token,
              body: how === 'role' ? { role: 'viewer' } : { status: 'suspended' },
            });
          }),
        );
        expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
        const left = await lonely.database.query(
          `SELECT id FROM identity.user WHERE platform_role = 'admin' AND status = 'active' AND deleted_at IS NULL`,
        );
        expect(left.length).toBeGreaterThanOrEqual(1);
      },
      30_000,
    );

    it('I10 owner cannot be demoted, removed, suspended or deleted', async () => {
      const admin = await aSignedInPerson(lonely, { platformRole: 'admin', role: 'member' });
      const owner = await aSignedInPerson(lonely, { role: 'owner' });
      await aPerson(lonely, { role: 'owner', teamId: owner.teamId, status: 'suspended' });
      const member = `/api/v1/teams/${owner.teamId}/members/${owner.id}`;
      const { token } = owner;
      expect(refusal(await lonely.call('PATCH', member, { token, body: { role: 'admin' } }))).toEqual([
        409,
        'last_one',
      ]);
      expect(refusal(await lonely.call('DELETE', member, { token }))).toEqual([409, 'last_one']);
      const user = `/api/v1/users/${owner.id}`;
      const suspended = await lonely.call('PATCH', user, { token: admin.token, body: { status: 'suspended' } });
      expect(refusal(suspended)).toEqual([409, 'last_one']);
      expect(refusal(await lonely.call('DELETE', user, { token: admin.token }))).toEqual([409, 'last_one']);
    });

    it('I10 owner stays when owners are demoted, removed, suspended and deleted at once', async () => {
      const admin = await aSignedInPerson(lonely, { platformRole: 'admin', role: 'member' });
      const teamId = await aTeam(lonely);
      const owners: SignedInPerson[] = [];
      for (let index = 0; index < 8; index += 1) owners.push(await aSignedInPerson(lonely, { teamId, role: 'owner' }));
      await join(lonely, admin.id, teamId, 'viewer');
      const answers = await Promise.all(
        owners.map(({ id, token }, index) => {
          const member = `/api/v1/teams/${teamId}/members/${id}`;
          switch (index % 4) {
            case 0:
              return lonely.call('PATCH', member, { token, body: { role: 'viewer' } });
            case 1:
              return lonely.call('DELETE', member, { token });
            case 2:
              return lonely.call('PATCH', `/api/v1/users/${id}`, { token: admin.token, body: { status: 'suspended' } });
            default:
              return lonely.call('DELETE', `/api/v1/users/${id}`, { token: admin.token });
          }
        }),
      );
      expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 204)).toEqual([409]);
      const left = await lonely.database.query(
        `SELECT 1 FROM identity.membership m JOIN identity.user u ON u.id = m.user_id
         WHERE m.team_id = $1 AND m.role = 'owner' AND u.status = 'active'`,
        [teamId],
      );
      expect(left).toHaveLength(1);
    }, 30_000);
  });
});

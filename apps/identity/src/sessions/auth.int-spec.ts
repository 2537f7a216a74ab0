import { IdentityApp } from '../../test/identity-app';
import type { Tokens } from '../../test/people';
import { aPerson, aTeam, join, logIn } from '../../test/people';

describe('sessions', () => {
  let identity: IdentityApp;
  beforeAll(async () => {
    identity = await IdentityApp.start();
  });
  afterAll(async () => {
    await identity.stop();
  });

  const me = (token: string) => identity.call('GET', '/api/v1/users/me', { token });
  const refresh = (body: unknown, token?: string) => identity.call('POST', '/api/v1/auth/refresh', { body, token });

  describe('login', () => {
    it('answers the fields of the published contract', async () => {
      const person = await aPerson(identity);
      const { email, password } = person;
      const { status, body, headers } = await identity.call('POST', '/api/v1/auth/login', {
        body: { email, password },
      });
      expect(status).toBe(200);
      expect(body).toEqual({
        data: {
          token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]{86}$/) as string,
          user_id: person.id,
          expires_in: 3600,
          refresh_token: expect.stringMatching(/^sbr_[\w-]{43}$/) as string,
          token_type: 'Bearer',
          team_id: person.teamId,
          must_change_password: false,
        },
        status: 'success',
      });
      expect(headers.get('cache-control')).toBe('no-store');
    });

    it('finds the user whatever the case of the address', async () => {
      const { email, password } = await aPerson(identity);
      const body = { email: email.toUpperCase(), password };
      await expect(identity.call('POST', '/api/v1/auth/login', { body })).resolves.toMatchObject({ status: 200 });
    });

    it('I03 answers an unknown user, a wrong password and a suspended user alike', async () => {
      const known = await aPerson(identity);
      const suspended = await aPerson(identity, { status: 'suspended' });
      const attempts = [
        { email: 'nobody@example.com', password: known.password },
        { email: known.email, password: 'not the password' },
        { email: suspended.email, password: suspended.password },
      ];
      for (const body of attempts) {
        const answer = await identity.call('POST', '/api/v1/auth/login', { body });
        expect(answer.status).toBe(401);
        expect(answer.body).toEqual({
          error: 'Unauthorized',
          message: 'Invalid email or password',
          status: 'error',
          request_id: expect.any(String) as string,
        });
      }
    });

    it.each([
      ['an unknown field', { email: 'a@example.com', password: 'x', admin: true }, 400],
      ['no password', { email: 'a@example.com' }, 400],
      ['an address that is none', { email: 'nobody', password: 'x' }, 400],
      ['a query as an address', { email: { $gt: '' }, password: 'x' }, 400],
      ['a password of 1 MB', { email: 'a@example.com', password: 'x'.repeat(1_000_000) }, 413],
      ['a duplicate key', '{"email":"a@example.com","email":"b@example.com","password":"x"}', 400],
      ['a forbidden key', '{"email":"a@example.com","password":"x","__proto__":{}}', 400],
    ])('refuses %s', async (_name, body, expected) => {
      const { status } = await identity.call('POST', '/api/v1/auth/login', { body });
      expect(status).toBe(expected);
    });

    it('I04 refuses what is more than it can check, at once, and goes on serving', async () => {
      const flood = Array.from({ length: 120 }, async (_, index) => {
        const body = { email: `nobody-${index}@example.com`, password: 'not the password' };
        const startedAt = performance.now();
        const { status, headers } = await identity.call('POST', '/api/v1/auth/login', { body });
        return { status, retryAfter: headers.get('retry-after'), ms: performance.now() - startedAt };
      });
      const { status } = await identity.call('GET', '/.well-known/jwks.json');
      const answers = await Promise.all(flood);
      const refused = answers.filter((answer) => answer.status === 503);
      expect(status).toBe(200);
      expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([401, 503]));
      expect(new Set(refused.map(({ retryAfter }) => retryAfter))).toEqual(new Set(['1']));
      // Refused ones wait for nothing; what is checked stands in a queue of 64.
      const slowest = (of: typeof answers) => Math.max(...of.map(({ ms }) => ms));
      expect(slowest(refused)).toBeLessThan(slowest(answers.filter((answer) => answer.status === 401)));
    }, 60_000);

    it('I13 leaves a row for success and failure, without what was typed', async () => {
      const person = await aPerson(identity);
      await logIn(identity, person);
      await identity.call('POST', '/api/v1/auth/login', {
        body: { email: person.email, password: 'typed-by-mistake' },
      });
      const rows = await identity.database.query<{
        action: string;
        outcome: string;
        actor_id: string | null;
        ip: string;
      }>(
        `SELECT action, outcome, actor_id, ip::text FROM audit.event
         WHERE object_id = $1 OR actor_id = $1 ORDER BY recorded_at`,
        [person.id],
      );
      expect(rows.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
        'authn_login_success success',
        'authn_login_fail failure',
      ]);
      expect(rows[0]?.actor_id).toBe(person.id);
      expect(rows[0]?.ip).toContain('127.0.0.1');
      const [dump] = await identity.database.query<{ text: string }>(
        'SELECT string_agg(e::text, $1) AS text FROM audit.event e',
        ['\n'],
      );
      expect(dump?.text).not.toContain('typed-by-mistake');
    });
  });

  describe('I06 refresh', () => {
    it('exchanges a refresh token for the next pair, whose access token is accepted', async () => {
      const { refreshToken } = await logIn(identity, await aPerson(identity));
      const { status, body } = await refresh({ refresh_token: refreshToken });
      expect(status).toBe(200);
      expect(body?.data.refresh_token).not.toBe(refreshToken);
      await expect(me(body?.data.token ?? '')).resolves.toMatchObject({ status: 200 });
    });

    it('exchanges a still valid access token', async () => {
      const { token } = await logIn(identity, await aPerson(identity));
      const { status, body } = await refresh(undefined, token);
      expect(status).toBe(200);
      await expect(me(body?.data.token ?? '')).resolves.toMatchObject({ status: 200 });
    });

    it('answers the immediate predecessor with the same successor for a moment', async () => {
      const { refreshToken } = await logIn(identity, await aPerson(identity));
      const first = await refresh({ refresh_token: refreshToken });
      const second = await refresh({ refresh_token: refreshToken });
      expect(second.status).toBe(200);
      expect(second.body?.data.refresh_token).toBe(first.body?.data.refresh_token);
    });

    it('ends the session when a token comes back that was exchanged twice ago', async () => {
      const person = await aPerson(identity);
      const { refreshToken: r1 } = await logIn(identity, person);
      const r2 = (await refresh({ refresh_token: r1 })).body?.data.refresh_token ?? '';
      const third = await refresh({ refresh_token: r2 });
      const r3 = third.body?.data.refresh_token ?? '';
      await expect(refresh({ refresh_token: r1 })).resolves.toMatchObject({ status: 401 });
      await expect(refresh({ refresh_token: r3 })).resolves.toMatchObject({ status: 401 });
      await expect(me(third.body?.data.token ?? '')).resolves.toMatchObject({ status: 401 });
      const rows = await identity.database.query(
        `SELECT 1 FROM audit.event WHERE action = 'authn_token_reuse' AND actor_id = $1`,
        [person.id],
      );
      expect(rows).toHaveLength(1);
    });

    it('lets 50 parallel exchanges of one token make one successor and end nothing', async () => {
      const { refreshToken } = await logIn(identity, await aPerson(identity));
      const answers = await Promise.all(Array.from({ length: 50 }, () => refresh({ refresh_token: refreshToken })));
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
      const successors = new Set(answers.map(({ body }) => body?.data.refresh_token));
      expect(successors.size).toBe(1);
      await expect(refresh({ refresh_token: [...successors][0] })).resolves.toMatchObject({ status: 200 });
    });

    it.each([
      ['nothing', undefined],
      ['an empty object', {}],
      ['a made-up token', { refresh_token: `sbr_${'A'.repeat(43)}` }],
      ['an access token in its place', { refresh_token: 'a.b.c' }],
    ])('answers 401 to %s', async (_name, body) => {
      await expect(refresh(body)).resolves.toMatchObject({ status: 401 });
    });

    it('refuses the refresh token of one session beside the access token of another', async () => {
      const person = await aPerson(identity);
      const one = await logIn(identity, person);
      const two = await logIn(identity, person);
      await expect(refresh({ refresh_token: one.refreshToken }, two.token)).resolves.toMatchObject({ status: 400 });
    });

    it('does not take a refresh token for an access token', async () => {
      const { refreshToken } = await logIn(identity, await aPerson(identity));
      await expect(me(refreshToken)).resolves.toMatchObject({ status: 401 });
    });
  });

  describe('I08 logout', () => {
    let tokens: Tokens;
    beforeEach(async () => {
      tokens = await logIn(identity, await aPerson(identity));
    });

    it('ends the session: neither token is good afterwards', async () => {
      const { status, body } = await identity.call('POST', '/api/v1/auth/logout', { token: tokens.token });
      expect({ status, body }).toEqual({ status: 204, body: null });
      await expect(me(tokens.token)).resolves.toMatchObject({ status: 401 });
      await expect(refresh({ refresh_token: tokens.refreshToken })).resolves.toMatchObject({ status: 401 });
    });

    it('leaves other sessions of the user alone', async () => {
      const person = await aPerson(identity);
      const [one, two] = [await logIn(identity, person), await logIn(identity, person)];
      await identity.call('POST', '/api/v1/auth/logout', { token: one.token });
      await expect(me(two.token)).resolves.toMatchObject({ status: 200 });
    });
  });

  describe('switch team', () => {
    const switchTo = (token: string, teamId: string) =>
      identity.call('POST', '/api/v1/auth/switch-team', { token, body: { team_id: teamId } });

    it('answers a token that acts in the other team and ends the old session', async () => {
      const person = await aPerson(identity);
      const other = await aTeam(identity);
      await join(identity, person.id, other, 'viewer');
      const { token } = await logIn(identity, person);
      const { status, body } = await switchTo(token, other);
      expect({ status, team: body?.data.team_id }).toEqual({ status: 200, team: other });
      await expect(me(token)).resolves.toMatchObject({ status: 401 });
      const profile = await me(body?.data.token ?? '');
      expect(profile.body?.data).toMatchObject({
        team_id: other,
        effective_permissions: expect.not.arrayContaining(['analyses:run']) as string[],
      });
    });

    it('answers 404 for a team of others, as for none', async () => {
      const { token } = await logIn(identity, await aPerson(identity));
      const foreign = await switchTo(token, await aTeam(identity));
      const missing = await switchTo(token, '019a1b2c-0000-7000-8000-000000000009');
      expect([foreign.status, missing.status]).toEqual([404, 404]);
      expect(foreign.body?.message).toBe(missing.body?.message);
      await expect(me(token)).resolves.toMatchObject({ status: 200 });
    });
  });

  it('publishes public keys only, for others to keep five minutes', async () => {
    const { status, body, headers } = await identity.call('GET', '/.well-known/jwks.json');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    const { keys } = body as unknown as { keys: object[] };
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']]);
  });
});

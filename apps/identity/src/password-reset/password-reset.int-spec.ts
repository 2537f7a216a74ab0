import { fakeClock } from '@sentrybox/testing';
import { IdentityApp } from '../../test/identity-app';
import type { SignedInPerson } from '../../test/people';
import { aPerson, aSignedInPerson, logIn } from '../../test/people';

const good = 'correct horse battery';

describe('password reset', () => {
  const clock = fakeClock(new Date());
  let identity: IdentityApp;
  let admin: SignedInPerson;

  beforeAll(async () => {
    identity = await IdentityApp.start({ clock });
  });
  beforeEach(async () => {
    admin = await aSignedInPerson(identity, { platformRole: 'admin' });
  });
  afterAll(async () => {
    await identity.stop();
  });

  async function resetOf(id: string): Promise<string> {
    const answer = await identity.call('POST', `/api/v1/users/${id}/password-reset`, { token: admin.token });
    expect(answer).toMatchObject({ status: 201, body: { data: { user_id: id } } });
    return answer.body?.data.token ?? '';
  }
  const use = (token: string, password = good) =>
    identity.call('POST', '/api/v1/auth/password-reset', { body: { token, new_password: password } });
  const refusal = (answer: { status: number; headers: Headers }) => [answer.status, answer.headers.get('x-error-code')];

  it('sets the password, ends every session and clears a one-time password', async () => {
    const person = await aSignedInPerson(identity, { mustChangePassword: true });
    const answer = await use(await resetOf(person.id));
    expect([answer.status, answer.body]).toEqual([204, null]);
    expect((await identity.call('GET', '/api/v1/users/me', { token: person.token })).status).toBe(401);
    const old = await identity.call('POST', '/api/v1/auth/login', {
      body: { email: person.email, password: person.password },
    });
    expect(old.status).toBe(401);
    const { token } = await logIn(identity, { ...person, password: good });
    const me = await identity.call('GET', '/api/v1/users/me', { token });
    expect(me.body?.data.must_change_password).toBe(false);
  });

  it('works once, also for twenty at once', async () => {
    const person = await aPerson(identity);
    const token = await resetOf(person.id);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => use(token, `${good} ${index}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array.from({ length: 19 }, () => 400)]);
    expect(refusal(await use(token))).toEqual([400, 'invalid_token']);
  }, 30_000);

  it('ends by a newer one, by a password change, by time and by suspension', async () => {
    const person = await aPerson(identity);
    const first = await resetOf(person.id);
    const second = await resetOf(person.id);
    expect(refusal(await use(first))).toEqual([400, 'invalid_token']);
    const { token } = await logIn(identity, person);
    await identity.call('PUT', '/api/v1/users/me/password', {
      token,
      body: { current_password: person.password, new_password: good },
    });
    expect(refusal(await use(second))).toEqual([400, 'invalid_token']);
    const third = await resetOf(person.id);
    clock.advance(3_600_000);
    expect(refusal(await use(third))).toEqual([400, 'invalid_token']);
    admin = await aSignedInPerson(identity, { platformRole: 'admin' });
    const fourth = await resetOf(person.id);
    await identity.call('PATCH', `/api/v1/users/${person.id}`, { token: admin.token, body: { status: 'suspended' } });
    expect(refusal(await use(fourth))).toEqual([400, 'invalid_token']);
    const none = await identity.call('POST', `/api/v1/users/${person.id}/password-reset`, { token: admin.token });
    expect(refusal(none)).toEqual([409, 'not_active']);
  });

  it('ends after ten wrong secrets', async () => {
    const { id } = await aPerson(identity);
    const token = await resetOf(id);
    const wrong = `${token.slice(0, -43)}${'A'.repeat(43)}`;
    for (let attempt = 0; attempt < 10; attempt += 1) expect(refusal(await use(wrong))).toEqual([400, 'invalid_token']);
    expect(refusal(await use(token))).toEqual([400, 'invalid_token']);
  });

  it('I01 takes no weak password, and is good afterwards', async () => {
    const { id, email } = await aPerson(identity);
    const token = await resetOf(id);
    for (const password of ['a1b2c3d', 'password123', 'qwertyuiop', email, 'ab1'.repeat(43)]) {
      expect(refusal(await use(token, password))).toEqual([400, 'weak_password']);
    }
    expect((await use(token)).status).toBe(204);
  });

  it('is public to use and not to make, and answers 401 to a bad credential beside it', async () => {
    const { id } = await aPerson(identity);
    const made = await identity.call('POST', `/api/v1/users/${id}/password-reset`);
    expect(made.status).toBe(401);
    const answer = await identity.call('POST', '/api/v1/auth/password-reset', {
      token: 'no.such.token',
      body: { token: 'sbp_x', new_password: good },
    });
    expect(answer.status).toBe(401);
    const unknown = await identity.call('POST', '/api/v1/auth/password-reset', {
      body: { token: 'sbp_x', new_password: good, user_id: id },
    });
    expect(unknown.status).toBe(400);
  });

  it('I13 leaves its rows in the audit log, and no secret anywhere', async () => {
    const { id } = await aPerson(identity);
    const token = await resetOf(id);
    await use(`${token.slice(0, -3)}AAA`);
    await use(token);
    const rows = await identity.database.query<{ action: string; actor_id: string | null }>(
      'SELECT action, actor_id FROM audit.event WHERE object_id = $1 ORDER BY recorded_at',
      [id],
    );
    expect(rows.map(({ action, actor_id }) => [action, actor_id])).toEqual([
      ['authn_password_reset_created', admin.id],
      ['authn_password_change_fail', null],
      ['authn_password_change', id],
    ]);
    const [dump] = await identity.database.query<{ text: string }>(
      `SELECT string_agg(e::text, ' ') || coalesce((SELECT string_agg(r::text, ' ') FROM identity.password_reset r), '') AS text
       FROM audit.event e`,
    );
    expect(dump?.text).not.toContain(token.slice(-43));
    expect(identity.running.logLines.join('')).not.toContain(token.slice(-43));
  });
});

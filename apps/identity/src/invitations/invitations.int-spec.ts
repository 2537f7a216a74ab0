import { fakeClock } from '@sentrybox/testing';
import { IdentityApp } from '../../test/identity-app';
import type { SignedInPerson } from '../../test/people';
import { aPerson, aSignedInPerson, logIn } from '../../test/people';

const good = 'correct horse battery';

describe('invitations', () => {
  const clock = fakeClock(new Date());
  let identity: IdentityApp;
  let owner: SignedInPerson;
  let count = 0;

  beforeAll(async () => {
    identity = await IdentityApp.start({ clock });
  });
  beforeEach(async () => {
    owner = await aSignedInPerson(identity, { role: 'owner' });
  });
  afterAll(async () => {
    await identity.stop();
  });

  const place = () => `/api/v1/teams/${owner.teamId}/invitations`;
  const newEmail = () => `invited-${(count += 1)}@example.org`;

  async function invite(body: { email: string; role?: string; platform_role?: string }, token = owner.token) {
    const answer = await identity.call('POST', place(), { token, body });
    expect(answer.status).toBe(201);
    return { id: answer.body?.data.id ?? '', token: answer.body?.data.token ?? '' };
  }
  const accept = (token: string, password = good, more: object = {}) =>
    identity.call('POST', '/api/v1/invitations/accept', { body: { token, password, ...more } });
  const refusal = (answer: { status: number; headers: Headers }) => [answer.status, answer.headers.get('x-error-code')];

  it('make an account with the invited roles, which logs in at once', async () => {
    const email = newEmail();
    const { token } = await invite({ email, role: 'viewer' });
    const accepted = await accept(token, good, { full_name: 'New Colleague' });
    expect(accepted).toMatchObject({ status: 201, body: { data: { team_id: owner.teamId, email } } });
    const login = await logIn(identity, { id: '', email, password: good, teamId: '' });
    const me = await identity.call('GET', '/api/v1/users/me', { token: login.token });
    expect(me.body?.data).toMatchObject({
      full_name: 'New Colleague',
      role: 'viewer',
      must_change_password: false,
      teams: [expect.objectContaining({ id: owner.teamId, role: 'viewer' })],
    });
  });

  it('are used once, also by twenty at once', async () => {
    const { token } = await invite({ email: newEmail() });
    const answers = await Promise.all(Array.from({ length: 20 }, () => accept(token)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(refusal(await accept(token))).toEqual([400, 'invalid_token']);
    const members = await identity.database.query('SELECT 1 FROM identity.membership WHERE team_id = $1', [
      owner.teamId,
    ]);
    expect(members).toHaveLength(2);
  }, 30_000);

  it('end by a newer one for the address, by withdrawal and by time', async () => {
    const email = newEmail();
    const first = await invite({ email });
    const second = await invite({ email: email.toUpperCase() });
    expect(refusal(await accept(first.token))).toEqual([400, 'invalid_token']);
    const listed = await identity.call('GET', place(), { token: owner.token });
    expect(listed.body?.data).toEqual([expect.objectContaining({ id: second.id, role: 'member' })]);
    expect(JSON.stringify(listed.body)).not.toMatch(/sbi_|hash/);
    expect((await identity.call('DELETE', `${place()}/${second.id}`, { token: owner.token })).status).toBe(204);
    expect((await identity.call('DELETE', `${place()}/${second.id}`, { token: owner.token })).status).toBe(404);
    expect(refusal(await accept(second.token))).toEqual([400, 'invalid_token']);

    const late = await invite({ email: newEmail() });
    clock.advance(3 * 86_400_000);
    expect(refusal(await accept(late.token))).toEqual([400, 'invalid_token']);
  });

  it('end after ten wrong secrets', async () => {
    const { token } = await invite({ email: newEmail() });
    const wrong = `${token.slice(0, -43)}${'A'.repeat(43)}`;
    for (let attempt = 0; attempt < 10; attempt += 1)
      expect(refusal(await accept(wrong))).toEqual([400, 'invalid_token']);
    expect(refusal(await accept(token))).toEqual([400, 'invalid_token']);
  });

  it.each([
    ['no token', { password: good }],
    ['a token of another kind', { token: `sbp_${'A'.repeat(65)}`, password: good }],
    ['a token of nobody', { token: `sbi_${'A'.repeat(65)}`, password: good }],
    ['a query as a token', { token: { $ne: '' }, password: good }],
    ['a role of their own', { token: `sbi_${'A'.repeat(65)}`, password: good, role: 'owner' }],
    ['10 KiB', { token: 'x'.repeat(10_240), password: good }],
  ])('refuse %s', async (_name, body) => {
    const { status } = await identity.call('POST', '/api/v1/invitations/accept', { body });
    expect([400, 413]).toContain(status);
  });

  it('I01 take no weak password for a new account, and are good afterwards', async () => {
    const { token } = await invite({ email: newEmail() });
    for (const password of ['short', 'password123', 'qwertyuiop']) {
      expect(refusal(await accept(token, password))).toEqual([400, 'weak_password']);
    }
    expect((await accept(token)).status).toBe(201);
  });

  it('I10 open an existing account to nobody who does not know its password', async () => {
    const known = await aPerson(identity, { platformRole: 'admin' });
    const { token } = await invite({ email: known.email });
    const before = await identity.database.query('SELECT * FROM identity.user WHERE id = $1', [known.id]);
    expect((await accept(token, good, { full_name: 'Taken Over' })).status).toBe(401);
    expect(await identity.database.query('SELECT * FROM identity.user WHERE id = $1', [known.id])).toEqual(before);
    const accepted = await accept(token, known.password, { full_name: 'Other Name' });
    expect(accepted).toMatchObject({ status: 201, body: { data: { user_id: known.id } } });
    const [row] = await identity.database.query<{ full_name: string }>(
      'SELECT full_name FROM identity.user WHERE id = $1',
      [known.id],
    );
    expect(row?.full_name).toBe('Test Person');
    const again = await invite({ email: known.email });
    expect(refusal(await accept(again.token, known.password))).toEqual([409, 'already_a_member']);
  });

  it('say the same to the inviting one, whether or not the address has an account', async () => {
    const known = await aPerson(identity);
    const shape = async (email: string) => {
      const { status, body } = await identity.call('POST', place(), { token: owner.token, body: { email } });
      return [status, Object.keys(body?.data ?? {})];
    };
    expect(await shape(known.email)).toEqual(await shape(newEmail()));
  });

  it('I10 end with the right of the inviting one to grant what they promise', async () => {
    const admin = await aSignedInPerson(identity, { teamId: owner.teamId, role: 'admin' });
    const demoted = await invite({ email: newEmail(), role: 'admin' }, admin.token);
    await identity.call('PATCH', `/api/v1/teams/${owner.teamId}/members/${admin.id}`, {
      token: owner.token,
      body: { role: 'viewer' },
    });
    expect(refusal(await accept(demoted.token))).toEqual([400, 'invalid_token']);
    const other = await aSignedInPerson(identity, { teamId: owner.teamId, role: 'admin' });
    const removed = await invite({ email: newEmail(), role: 'viewer' }, other.token);
    await identity.call('DELETE', `/api/v1/teams/${owner.teamId}/members/${other.id}`, { token: owner.token });
    expect(refusal(await accept(removed.token))).toEqual([400, 'invalid_token']);
  });

  it('are stored as hashes alone, and leave their rows in the audit log without a secret', async () => {
    const { id, token } = await invite({ email: newEmail() });
    await accept(`${token.slice(0, -3)}AAA`);
    await accept(token);
    const [dump] = await identity.database.query<{ text: string }>(
      `SELECT (SELECT string_agg(i::text, ' ') FROM identity.invitation i) || (SELECT string_agg(e::text, ' ') FROM audit.event e) AS text`,
    );
    const secret = token.slice(-43);
    expect(dump?.text).not.toContain(secret);
    expect(dump?.text).not.toContain(Buffer.from(secret).toString('hex'));
    const rows = await identity.database.query<{ action: string }>(
      `SELECT action FROM audit.event WHERE object_id = $1 OR details->>'invitation_id' = $1 ORDER BY recorded_at`,
      [id],
    );
    expect(rows.map(({ action }) => action)).toEqual(['user_invited', 'invitation_refused', 'team_member_added']);
  });
});

import { IdentityApp } from '../../test/identity-app';
import { aKey, aPerson, aServiceAccount, aSignedInPerson, logIn } from '../../test/people';
import type { SignedInPerson } from '../../test/people';

const base = '/api/v1/audit-events';

interface Listed {
  readonly id: string;
  readonly action: string;
  readonly team_id: string | null;
  readonly service: string;
  readonly recorded_at: string;
}

describe('audit log over HTTP', () => {
  let identity: IdentityApp;
  let owner: SignedInPerson;
  let stranger: SignedInPerson;
  let admin: SignedInPerson;

  beforeAll(async () => {
    identity = await IdentityApp.start();
    owner = await aSignedInPerson(identity, { role: 'owner' });
    stranger = await aSignedInPerson(identity, { role: 'owner' });
    admin = await aSignedInPerson(identity, { platformRole: 'admin' });
  });
  afterAll(() => identity.stop());

  async function list(query: string, token = owner.token) {
    const { status, body } = await identity.call('GET', `${base}${query}`, { token });
    return {
      status,
      events: body?.data as unknown as Listed[],
      pagination: body?.pagination,
      text: JSON.stringify(body),
    };
  }

  async function addEvents(teamId: string | null, count: number, action = 'sample', details = '{}'): Promise<void> {
    await identity.database.query(
      `INSERT INTO audit.event (id, team_id, action, outcome, details)
       SELECT gen_random_uuid(), $1, $2, 'success', $4::jsonb FROM generate_series(1, $3)`,
      [teamId, action, count, details],
    );
  }

  /** A whole millisecond by PostgreSQL's clock that lies behind every row so far and before every later one. */
  async function betweenTwoMilliseconds(): Promise<string> {
    const [row] = await identity.database.query<{ at: Date }>(
      `SELECT date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond' AS at, pg_sleep(0.002)`,
    );
    return row?.at.toISOString() ?? '';
  }

  async function sealed(teamId: string): Promise<void> {
    const deadline = Date.now() + 15_000;
    for (;;) {
      const [row] = await identity.database.query<{ open: number }>(
        `SELECT count(*)::int AS open FROM audit.unsealed u JOIN audit.event e ON e.id = u.event_id WHERE e.team_id = $1`,
        [teamId],
      );
      if (row?.open === 0) return;
      if (Date.now() > deadline) throw new Error('The events were not sealed in time.');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  it('I13 shows who signed in, newest first, and pages without loss or repetition', async () => {
    await addEvents(owner.teamId, 25);
    const seen: Listed[] = [];
    let cursor = '';
    do {
      const page = await list(`?limit=10${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(page.status).toBe(200);
      seen.push(...page.events);
      cursor = String(page.pagination?.next_cursor ?? '');
    } while (cursor !== '');
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    const times = seen.map(({ recorded_at }) => recorded_at);
    expect(times).toEqual([...times].sort().reverse());
    expect(seen.filter(({ action }) => action === 'sample')).toHaveLength(25);
    expect(seen.at(-1)).toMatchObject({ action: 'authn_login_success', service: 'identity', team_id: owner.teamId });
  });

  it('filters by action, outcome and time', async () => {
    await addEvents(owner.teamId, 2, 'authn_login_fail');
    const since = await betweenTwoMilliseconds();
    await addEvents(owner.teamId, 3, 'later_one');
    expect((await list('?action=authn_login_fail')).events).toHaveLength(2);
    expect((await list('?action=authn_*')).events.length).toBeGreaterThan(2);
    expect((await list(`?since=${since}`)).events.map(({ action }) => action)).toEqual(Array(3).fill('later_one'));
    expect((await list(`?until=${since}&action=later_one`)).events).toEqual([]);
    expect((await list('?outcome=failure')).events).toEqual([]);
  });

  it('A08 shows no other team, nor what belongs to none', async () => {
    await addEvents(stranger.teamId, 1, 'secret_of_stranger');
    await addEvents(null, 1, 'secret_of_platform');
    const { text } = await list('?limit=500');
    expect(text).not.toContain('secret_of');
    expect((await list('?action=secret_of_stranger', stranger.token)).events).toHaveLength(1);
    const platform = await identity.call('GET', '/api/v1/platform/audit-events?limit=500', { token: admin.token });
    expect(JSON.stringify(platform.body)).toContain('secret_of_platform');
    expect(JSON.stringify(platform.body)).not.toContain('secret_of_stranger');
  });

  it.each([
    ['?action=%27;--', 'action'],
    ['?since=yesterday', 'since'],
    ['?limit=501', 'limit'],
    ['?cursor=abc', 'cursor'],
    ['?colour=red', 'colour'],
    ['?outcome=maybe', 'outcome'],
  ])('refuses %s', async (query, field) => {
    const { status, text } = await list(query);
    expect(status).toBe(400);
    expect(text).toContain(field);
  });

  it('A01 needs a credential and its permission', async () => {
    const viewer = await aPerson(identity, { teamId: owner.teamId, role: 'viewer' });
    const { token } = await logIn(identity, viewer);
    for (const path of ['', '/export', '/verify']) {
      expect((await identity.call('GET', `${base}${path}`)).status).toBe(401);
      expect((await identity.call('GET', `${base}${path}`, { token })).status).toBe(403);
      const platform = `/api/v1/platform/audit-events${path}`;
      expect((await identity.call('GET', platform)).status).toBe(401);
      expect((await identity.call('GET', platform, { token: owner.token })).status).toBe(403);
    }
  });

  it('A06 opens to a key with the scope alone', async () => {
    const accountId = await aServiceAccount(identity, owner.token, 'admin');
    const reader = await aKey(identity, owner.token, { accountId, scopes: ['audit:read'] });
    const other = await aKey(identity, owner.token, { scopes: ['teams:read'] });
    expect((await identity.call('GET', base, { key: reader.key })).status).toBe(200);
    expect((await identity.call('GET', base, { key: other.key })).status).toBe(403);
  });

  it('I13 the refusal of a person is an event too', async () => {
    const viewer = await aPerson(identity, { teamId: owner.teamId, role: 'viewer' });
    const { token } = await logIn(identity, viewer);
    await identity.call('GET', base, { token });
    const { events } = await list(`?action=authz_fail&actor_id=${viewer.id}`);
    expect(events).toMatchObject([{ object: { type: 'route', id: `GET ${base}` }, outcome: 'failure' }]);
  });

  it('exports all that match as NDJSON and CSV, oldest first and inert in a spreadsheet', async () => {
    await addEvents(stranger.teamId, 2_500, 'bulk', '{"note":"=cmd()|\\"x\\",1"}');
    const path = `${base}/export?action=bulk`;
    const ndjson = await identity.running.request('GET', path, { token: stranger.token });
    expect(ndjson.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = String(ndjson.body).trimEnd().split('\n');
    expect(lines).toHaveLength(2_500);
    const times = lines.map((line) => (JSON.parse(line) as Listed).recorded_at);
    expect(times).toEqual([...times].sort());
    await identity.database.query(
      `INSERT INTO audit.event (id, team_id, action, outcome, actor_id)
       VALUES (gen_random_uuid(), $1, 'formula', 'success', '=HYPERLINK("http://x","y")')`,
      [stranger.teamId],
    );
    const csv = await identity.running.request('GET', `${base}/export?action=formula&format=csv`, {
      token: stranger.token,
    });
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="audit-events.csv"');
    const [header, row] = String(csv.body).split('\r\n');
    expect(header?.split(',')).toContain('actor_id');
    expect(row).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
  });

  it('seals by itself and says that the log is whole, until it is not', async () => {
    await addEvents(owner.teamId, 5, 'to_seal');
    await sealed(owner.teamId);
    const verify = async (query = '') =>
      (await identity.call('GET', `${base}/verify${query}`, { token: owner.token })).body?.data;
    const whole = (await verify()) as unknown as { checked_rows: number; last_seq: number };
    expect(whole).toMatchObject({ is_intact: true, is_complete: true, first_bad: null });
    expect(whole.checked_rows).toBeGreaterThan(5);
    expect(await verify(`?after_seq=${whole.last_seq - 2}`)).toMatchObject({ checked_rows: 2, is_intact: true });
    const [victim] = await identity.database.query<{ id: string; seq: string }>(
      `SELECT e.id, s.seq FROM audit.event e JOIN audit.seal s ON s.event_id = e.id
       WHERE e.team_id = $1 AND e.action = 'to_seal' ORDER BY s.seq LIMIT 1`,
      [owner.teamId],
    );
    await identity.database.query(
      `DO $$ BEGIN SET LOCAL session_replication_role = replica;
       UPDATE audit.event SET outcome = 'failure' WHERE id = '${victim?.id ?? ''}'; END $$`,
    );
    expect(await verify()).toMatchObject({
      is_intact: false,
      first_bad: { seq: Number(victim?.seq), event_id: victim?.id, reason: 'event_changed' },
    });
    expect((await identity.call('GET', `${base}/verify?after_seq=999999`, { token: owner.token })).status).toBe(404);
  });

  it('a team without events is whole', async () => {
    const newcomer = await aSignedInPerson(identity, { role: 'owner' });
    await sealed(newcomer.teamId);
    const { body } = await identity.call('GET', `${base}/verify`, { token: newcomer.token });
    expect(body?.data).toMatchObject({ is_intact: true, is_complete: true });
  });
});

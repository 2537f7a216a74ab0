import { uuidv7 } from '@sentrybox/database';
import { DataApp } from '../test/data-app';
import type { Reply } from '../test/data-app';

jest.setTimeout(60_000);

const list = '/-/data/work';
const repeatable = 'data.purge-source';
const unrepeatable = 'data.import-file';

let data: DataApp;
let admin: string;
let others: Readonly<Record<string, string | undefined>>;

interface Entry {
  readonly id?: string;
  readonly teamId?: string;
  readonly kind?: string;
  readonly state?: string;
  readonly error?: string | null;
  readonly minutesAgo?: number;
}

/** A row as the queue leaves it. */
async function entry(of: Entry = {}): Promise<string> {
  const { id = uuidv7(), teamId = data.teamA, kind = repeatable, state = 'failed', minutesAgo = 5 } = of;
  const { error = state === 'failed' ? 'worker_lost' : null } = of;
  const isEnded = !['waiting', 'running'].includes(state);
  await data.database.query(
    `INSERT INTO data.work (id, team_id, kind, state, attempt, fence, last_error, created_at, due_at, finished_at,
                            lease_until, lease_owner)
     VALUES ($1, $2, $3, $4, 3, 3, $5, now() - $6 * interval '1 minute', now() + interval '1 day',
             CASE WHEN $7 THEN now() END, CASE WHEN $4 = 'running' THEN now() + interval '1 hour' END,
             CASE WHEN $4 = 'running' THEN 'somebody' END)`,
    [id, teamId, kind, state, error, minutesAgo, isEnded],
  );
  return id;
}

async function rowOf(id: string): Promise<Readonly<Record<string, unknown>>> {
  const [row] = await data.database.query<Record<string, unknown>>('SELECT * FROM data.work WHERE id = $1', [id]);
  return row ?? {};
}

async function auditOf(id: string): Promise<readonly object[]> {
  return await data.database.query(
    `SELECT action, team_id, actor_kind, outcome, details FROM audit.event WHERE object_type = 'work' AND object_id = $1`,
    [id],
  );
}

function idsOf({ body }: Reply): string[] {
  return body.results.map(({ id }) => id);
}

beforeAll(async () => {
  // Without workers, so that rows stay as they are.
  data = await DataApp.start(fetch, 'api');
  admin = data.callers.token(data.teamB, 'admin', 'viewer');
  others = {
    'the owner of the team': data.callers.token(data.teamA, 'analyst', 'owner'),
    'a platform viewer': data.callers.token(data.teamA, 'viewer', 'owner'),
    'a key of the team': data.callers.key(data.teamA, 'owner'),
  };
});
beforeEach(async () => {
  await data.database.query('TRUNCATE data.work, data.outbox');
});
afterAll(() => data.stop());

describe('who may look after work', () => {
  const calls = (id: string) =>
    [
      ['GET', list],
      ['GET', `${list}/${id}`],
      ['POST', `${list}/${id}/retry`],
      ['POST', `${list}/${id}/cancel`],
    ] as const;

  it('is nobody without a credential or with a wrong one', async () => {
    const id = await entry();
    for (const [method, path] of calls(id)) {
      expect((await data.call(method, path)).status).toBe(401);
      expect((await data.call(method, path, { as: `sb_${'0'.repeat(32)}` })).status).toBe(401);
    }
    expect((await rowOf(id)).state).toBe('failed');
  });

  it('is no role of a team, not even over its own work', async () => {
    const id = await entry();
    for (const as of Object.values(others)) {
      for (const [method, path] of calls(id)) {
        expect(await data.call(method, path, { as })).toMatchObject({ status: 403 });
      }
    }
    expect((await rowOf(id)).state).toBe('failed');
    expect(await auditOf(id)).toEqual([]);
  });

  it('is a platform admin, of whatever team', async () => {
    const id = await entry();
    for (const [method, path] of calls(id)) {
      expect([200, 409]).toContain((await data.call(method, path, { as: admin })).status);
    }
  });

  it('refuses unknown fields, hostile values and big bodies', async () => {
    const id = await entry();
    for (const query of [
      'who=me',
      'state=dead',
      'team_id=1',
      `error=${encodeURIComponent("'; DROP TABLE work; --")}`,
      'created_after=yesterday',
      'limit=501',
      'cursor=x',
      `kind=${'k'.repeat(101)}`,
    ]) {
      expect(await data.call('GET', `${list}?${query}`, { as: admin })).toMatchObject({ status: 400 });
    }
    expect(
      (await data.call('GET', `${list}?kind=${encodeURIComponent("' OR 1=1 --")}`, { as: admin })).body.count,
    ).toBe(0);
    for (const hostile of ['1', '%00', '..%2f..', "'--"]) {
      expect([400, 404]).toContain((await data.call('GET', `${list}/${hostile}`, { as: admin })).status);
      expect([400, 404]).toContain((await data.call('POST', `${list}/${hostile}/retry`, { as: admin })).status);
    }
    const big = 'x'.repeat(300_000);
    for (const action of ['retry', 'cancel']) {
      const path = `${list}/${id}/${action}`;
      expect([400, 413]).toContain((await data.call('POST', path, { as: admin, json: { force: big } })).status);
      expect((await data.call('POST', path, { as: admin, json: { force: true } })).status).toBe(400);
    }
    expect((await rowOf(id)).state).toBe('failed');
  });
});

describe('the list of work', () => {
  it('shows dead letters of all teams, newest first, and nothing of what they are about', async () => {
    const ids = [await entry({ teamId: data.teamA }), await entry({ teamId: data.teamB, kind: unrepeatable })];
    await entry({ state: 'done' });
    const reply = await data.call('GET', list, { as: admin });
    expect(idsOf(reply)).toEqual([...ids].reverse());
    expect(reply.body.results[1]).toEqual({
      id: ids[0],
      team_id: data.teamA,
      kind: repeatable,
      state: 'failed',
      attempts: 3,
      error: 'worker_lost',
      repeatable: true,
      due_at: expect.any(String) as unknown,
      created_at: expect.any(String) as unknown,
      finished_at: expect.any(String) as unknown,
    });
  });

  it('filters by state, kind, team, reason and time', async () => {
    const mine = await entry({ teamId: data.teamA, error: 'unavailable', minutesAgo: 60 });
    const theirs = await entry({ teamId: data.teamB, kind: unrepeatable });
    const waiting = await entry({ state: 'waiting' });
    const found = async (query: string) => idsOf(await data.call('GET', `${list}?${query}`, { as: admin }));
    expect(await found('state=waiting')).toEqual([waiting]);
    expect(await found(`kind=${unrepeatable}`)).toEqual([theirs]);
    expect(await found(`team_id=${data.teamA}`)).toEqual([mine]);
    expect(await found('error=unavailable')).toEqual([mine]);
    const halfAnHourAgo = new Date(Date.now() - 30 * 60_000).toISOString();
    expect(await found(`created_before=${halfAnHourAgo}`)).toEqual([mine]);
    expect(await found(`created_after=${halfAnHourAgo}`)).toEqual([theirs]);
  });

  it('goes on page by page', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.unshift(await entry());
    const seen: string[] = [];
    let path: string | null = `${list}?limit=2`;
    while (path !== null) {
      const reply: Reply = await data.call('GET', path, { as: admin });
      expect(reply.body.count).toBe(5);
      seen.push(...idsOf(reply));
      path = reply.body.next;
    }
    expect(seen).toEqual(ids);
    const first = await data.call('GET', `${list}?limit=2`, { as: admin });
    const behind = await data.call('GET', `${list}?limit=3&cursor=${first.body.pagination.next_cursor ?? ''}`, {
      as: admin,
    });
    expect(idsOf(behind)).toEqual(ids.slice(2));
  });
});

describe('a dead letter', () => {
  it('can be looked at; what is not there is 404', async () => {
    const id = await entry();
    expect((await data.call('GET', `${list}/${id}`, { as: admin })).body).toMatchObject({ id, error: 'worker_lost' });
    expect((await data.call('GET', `${list}/${uuidv7()}`, { as: admin })).status).toBe(404);
  });

  it('is tried again from the start, with an audit row in the name of who asked', async () => {
    const id = await entry();
    const reply = await data.call('POST', `${list}/${id}/retry`, { as: admin });
    expect(reply).toMatchObject({
      status: 200,
      body: { state: 'waiting', attempts: 0, error: null, finished_at: null },
    });
    expect(new Date(String((await rowOf(id)).due_at)).getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
    expect(await auditOf(id)).toEqual([
      {
        action: 'work_retried',
        team_id: data.teamA,
        actor_kind: 'user',
        outcome: 'success',
        details: { kind: repeatable, state_before: 'failed' },
      },
    ]);
    const again = await data.call('POST', `${list}/${id}/retry`, { as: admin });
    expect(again).toMatchObject({ status: 409, code: 'work_not_failed' });
    expect((await data.call('POST', `${list}/${uuidv7()}/retry`, { as: admin })).status).toBe(404);
    expect(await auditOf(id)).toHaveLength(1);
  });

  it('is not tried again when its failure cannot be undone', async () => {
    for (const kind of [unrepeatable, 'data.kind-of-an-earlier-release']) {
      const id = await entry({ kind });
      expect((await data.call('GET', `${list}/${id}`, { as: admin })).body).toMatchObject({ repeatable: false });
      const reply = await data.call('POST', `${list}/${id}/retry`, { as: admin });
      expect(reply).toMatchObject({ status: 409, code: 'work_not_repeatable' });
      expect((await rowOf(id)).state).toBe('failed');
      expect(await auditOf(id)).toEqual([]);
    }
  });

  it('is tried again once by two who ask at the same time', async () => {
    const id = await entry();
    const replies = await Promise.all([1, 2].map(() => data.call('POST', `${list}/${id}/retry`, { as: admin })));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await auditOf(id)).toHaveLength(1);
  });

  it('can be put away', async () => {
    const id = await entry();
    const reply = await data.call('POST', `${list}/${id}/cancel`, { as: admin });
    expect(reply).toMatchObject({ status: 200, body: { state: 'cancelled', error: 'worker_lost' } });
    expect(await auditOf(id)).toMatchObject([{ action: 'work_cancelled', details: { state_before: 'failed' } }]);
    const again = await data.call('POST', `${list}/${id}/cancel`, { as: admin });
    expect(again).toMatchObject({ status: 409, code: 'work_has_ended' });
    expect((await data.call('POST', `${list}/${uuidv7()}/cancel`, { as: admin })).status).toBe(404);
  });
});

describe('work that waits or runs', () => {
  it('can be cancelled by an operator, and the service is told', async () => {
    const key = data.callers.key(data.teamA, 'admin');
    const source = await data.source(key);
    const text = '198.51.100.1\n'.repeat(100_000); // too big to be read before the answer
    const { body } = await data.call('POST', `/api/v1/sources/${source}/import`, {
      ...{ as: key, text, type: 'text/plain' },
    });
    const reply = await data.call('POST', `${list}/${body.id}/cancel`, { as: admin });
    expect(reply).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    const { body: view } = await data.call('GET', `/api/v1/sources/${source}/imports/${body.id}`, { as: key });
    expect(view).toMatchObject({ state: 'cancelled', error: null, cancelled_by: data.callers.userIdOf(admin) });
    const running = await entry({ state: 'running' });
    expect((await data.call('POST', `${list}/${running}/cancel`, { as: admin })).status).toBe(200);
    expect(await rowOf(running)).toMatchObject({ state: 'cancelled', lease_owner: null, lease_until: null });
    const done = await entry({ state: 'done' });
    expect((await data.call('POST', `${list}/${done}/cancel`, { as: admin })).status).toBe(409);
  });
});

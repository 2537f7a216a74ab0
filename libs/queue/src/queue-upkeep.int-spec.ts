import { platformTeamId } from '@sentrybox/contracts';
import { QueueArena } from '../test/queue-arena';
import { team, until } from '../test/process-arena';
import { probe, tick } from '../test/test-worker';

jest.setTimeout(60_000);

let arena: QueueArena;

beforeAll(async () => {
  arena = await QueueArena.open();
});
afterEach(() => arena.clear());
afterAll(() => arena.close());

async function ended(state: string, daysAgo: number, count = 1): Promise<void> {
  const isFinal = ['done', 'failed', 'cancelled'].includes(state);
  await arena.db.query(
    `INSERT INTO tools.work (id, team_id, kind, state, created_at, due_at, finished_at, lease_until, lease_owner)
     SELECT gen_random_uuid(), $1, 'tools.gone', $2, now() - $3 * interval '1 day', now() - $3 * interval '1 day',
            CASE WHEN $4 THEN now() - $3 * interval '1 day' END,
            CASE WHEN $2 = 'running' THEN now() + interval '1 hour' END, CASE WHEN $2 = 'running' THEN 'somebody' END
       FROM generate_series(1, $5)`,
    [team, state, daysAgo, isFinal, count],
  );
}

describe('work that ended long ago', () => {
  it('is deleted in batches, and nothing that has not ended, however old', async () => {
    for (const state of ['done', 'failed', 'cancelled']) await ended(state, 8, 700);
    for (const state of ['done', 'failed', 'cancelled']) await ended(state, 6);
    for (const state of ['waiting', 'running']) await ended(state, 400);
    const worker = await arena.worker({ retentionDays: 7, timing: { purgeEveryMs: 100 } });
    await until(async () => (await arena.db.query('SELECT 1 FROM tools.work')).length === 5);
    const left = await arena.db.query<{ state: string }>('SELECT state FROM tools.work ORDER BY state');
    expect(left.map(({ state }) => state)).toEqual(['cancelled', 'done', 'failed', 'running', 'waiting']);
    await until(async () => (await worker.metric('reconciler_actions_total')) >= 2_100);
  });

  it('cannot be deleted before by the role that works, even by mistake', async () => {
    const worker = await arena.worker({ runsWork: false });
    await ended('waiting', 400);
    await ended('running', 400);
    await ended('done', 0);
    expect(await worker.database.work(() => worker.database.execute('DELETE FROM work'))).toBe(1);
    expect(await arena.db.query('SELECT 1 FROM tools.work')).toHaveLength(2);
  });
});

describe('recurring work', () => {
  it('has one row per tick, of the platform itself, however many workers run (F21)', async () => {
    await Promise.all(Array.from({ length: 4 }, () => arena.worker({ recurring: 1 })));
    const rowsOf = async () =>
      await arena.db.query<{ at: number; team_id: string; state: string }>(
        `SELECT floor(extract(epoch FROM created_at))::float8 AS at, team_id, state FROM tools.work
          WHERE kind = $1 ORDER BY created_at`,
        [tick.name],
      );
    await until(async () => (await rowsOf()).filter(({ state }) => state === 'done').length >= 4);
    const rows = await rowsOf();
    const first = rows[0]?.at ?? 0;
    expect(rows.map(({ at }) => at - first)).toEqual(rows.map((_, index) => index));
    expect(new Set(rows.map(({ team_id }) => team_id))).toEqual(new Set([platformTeamId]));
  });

  it('makes up for ticks that passed while nobody ran by one, and for none when the clock was set back', async () => {
    const ticksOf = async () => await arena.db.query('SELECT 1 FROM tools.work WHERE kind = $1', [tick.name]);
    await arena.db.query(`INSERT INTO tools.work_tick VALUES ($1, now() - interval '3 days')`, [tick.name]);
    const worker = await arena.worker({ recurring: 86_400 });
    await until(async () => (await ticksOf()).length > 0);
    expect(await ticksOf()).toHaveLength(1);
    await arena.db.query(`UPDATE tools.work_tick SET last_tick_at = now() + interval '1 day'`);
    const [id] = await worker.database.inTeam(team, async () => [await worker.work.submit(probe, { teamId: team })]);
    await until(
      async () =>
        (await arena.db.query(`SELECT 1 FROM tools.work WHERE id = $1 AND state = 'done'`, [id])).length === 1,
    );
    expect(await ticksOf()).toHaveLength(1);
  });
});

describe('the depth of a queue', () => {
  const rows = 300;

  it('is what is due and not running, although Redis has room for a part of it only', async () => {
    await arena.db.query(
      `INSERT INTO tools.work (id, team_id, kind, due_at)
       SELECT gen_random_uuid(), $1, $2, now() + CASE WHEN n > $3 THEN interval '1 hour' ELSE '0' END
         FROM generate_series(1, $3 + 7) AS n`,
      [team, probe.name, rows],
    );
    const worker = await arena.worker();
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    worker.script.run = async (item) => {
      await released;
      await item.finish();
    };
    await until(async () => (await worker.metric('job_due_count')) === rows - probe.concurrency);
    // At work, and in the window of twice as many.
    await until(async () => (await worker.metric('bullmq_job_count')) === 3 * probe.concurrency);
    release();
    await until(async () => (await worker.metric('job_due_count')) === 0);
  });
});

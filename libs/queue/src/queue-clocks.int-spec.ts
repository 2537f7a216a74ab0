import { ProcessArena, team, until } from '../test/process-arena';
import { probe, tick } from '../test/test-worker';
import { ended } from '../test/worker-processes';
import type { WorkerQuestion } from '../test/worker-processes';

jest.setTimeout(180_000);

const tenMinutes = 600_000;

let arena: ProcessArena;

beforeAll(async () => {
  arena = await ProcessArena.open();
});
beforeEach(() => arena.clear());
afterEach(async () => {
  arena.workers.killAll();
  await until(() => arena.workers.running.length === 0);
});
afterAll(() => arena.close());

// The wall clock is shifted inside the process: libfaketime would do the same from outside, and is no package of npm.
describe('workers whose wall clocks are wrong', () => {
  it('by ten minutes, both ways and during a run, take no lease from each other and nothing before its time (F11)', async () => {
    const [ahead, behind] = await Promise.all([
      arena.workers.start({ clockShiftMs: tenMinutes, maxDelayMs: 3_000 }),
      arena.workers.start({ clockShiftMs: -tenMinutes, maxDelayMs: 3_000 }),
    ]);
    await arena.accept(100);
    const dueIn = await arena.api.database.inTeam(team, () =>
      arena.api.work.submit(probe, { teamId: team, dueAt: new Date(Date.now() + 4_000) }),
    );
    await until(async () => (await arena.countOf('running')) > 10);
    ahead.send({ clockShiftMs: -tenMinutes } satisfies WorkerQuestion);
    behind.send({ clockShiftMs: tenMinutes } satisfies WorkerQuestion);
    const leases = await arena.db.query<{ seconds: number }>(
      `SELECT extract(epoch FROM lease_until - now())::float8 AS seconds FROM tools.work WHERE state = 'running'`,
    );
    expect(leases.every(({ seconds }) => seconds < 1.6)).toBe(true);
    await arena.everythingIsDone(40_000);
    expect(await arena.effects()).toEqual({ effects: 101, works: 101 });
    // Every row was claimed once, by whoever was first: nobody took another's lease for run out.
    expect(await arena.db.query(`SELECT 1 FROM tools.work WHERE fence <> 1`)).toEqual([]);
    const [late] = await arena.db.query<{ isInTime: boolean }>(
      `SELECT finished_at >= due_at AS "isInTime" FROM tools.work WHERE id = $1`,
      [dueIn],
    );
    expect(late?.isInTime).toBe(true);
  });

  it('make one row per tick of recurring work, also when they are restarted over the tick (F11, F21)', async () => {
    const everySeconds = 2;
    let shift = tenMinutes;
    const start = async () => {
      shift = -shift;
      return await arena.workers.start({ recurring: everySeconds, clockShiftMs: shift });
    };
    let pair = [await start(), await start()];
    const ticksOf = async () =>
      await arena.db.query<{ n: number }>(
        `SELECT floor(extract(epoch FROM created_at) / $2)::float8 AS n FROM tools.work WHERE kind = $1 ORDER BY created_at`,
        [tick.name, everySeconds],
      );
    for (let restart = 0; restart < 3; restart += 1) {
      const before = (await ticksOf()).length;
      const [old, other] = pair;
      old?.kill(restart % 2 === 0 ? 'SIGKILL' : 'SIGTERM');
      if (old !== undefined) await ended(old);
      pair = [...(other === undefined ? [] : [other]), await start()];
      await until(async () => (await ticksOf()).length > before);
    }
    await until(async () => (await ticksOf()).length >= 6);
    const ticks = (await ticksOf()).map(({ n }) => n);
    expect(ticks.map((n) => n - (ticks[0] ?? 0))).toEqual(ticks.map((_, index) => index));
    await until(async () => (await arena.db.query(`SELECT 1 FROM tools.work WHERE state = 'done'`)).length >= 5);
  });
});

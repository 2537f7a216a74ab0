import { crashesOf, faultPoints } from '../test/fault-points';
import { ProcessArena, team, until } from '../test/process-arena';
import { quick } from '../test/test-worker';
import { ended, messageOf, metricOf } from '../test/worker-processes';
import { defaultTiming } from './queue-timing';

jest.setTimeout(180_000);

let arena: ProcessArena;

beforeAll(async () => {
  arena = await ProcessArena.open();
});
beforeEach(async () => {
  await arena.clear();
});
afterEach(async () => {
  arena.workers.killAll();
  await until(() => arena.workers.running.length === 0);
});
afterAll(() => arena.close());

describe('a worker that is killed', () => {
  const seed = 20261121;
  it.each(crashesOf(seed, faultPoints.length))(
    `at $point, visit $visit, loses nothing and does nothing twice (F01, seed ${String(seed)})`,
    async (crash) => {
      const rows = 100;
      const before = (await arena.counter.keys()).length;
      const victim = await arena.workers.start({ crash, maxDelayMs: 500 });
      await arena.accept(rows);
      expect(await ended(victim)).toBeNull();
      await arena.workers.start();
      await arena.everythingIsDone(20_000);
      expect(await arena.effects()).toEqual({ effects: rows, works: rows });
      // What it had asked of the far end and not noted is asked again under the same key: one effect.
      const keys = (await arena.counter.keys()).slice(before);
      expect(new Set(keys).size).toBe(rows);
      expect(keys.length).toBeLessThan(2 * rows);
    },
  );

  it('has its work taken over when the lease runs out, with the times of production (F01: within 15 s)', async () => {
    const [victim] = await Promise.all([arena.workers.start({ timing: defaultTiming })]);
    const [id] = await arena.accept(1, 'holds');
    await until(async () => (await arena.countOf('running')) === 1);
    await arena.workers.start({ timing: defaultTiming });
    await arena.db.query('TRUNCATE tools.behaviour');
    victim.kill('SIGKILL');
    const killedAt = performance.now();
    await arena.everythingIsDone(16_000);
    const [row] = await arena.db.query<{ fence: string }>('SELECT fence FROM tools.work WHERE id = $1', [id]);
    expect(row?.fence).toBe('2');
    process.stdout.write(`taken over after ${String(Math.round(performance.now() - killedAt))} ms\n`);
    expect(performance.now() - killedAt).toBeLessThan(15_000);
  });
});

describe('a worker that is frozen', () => {
  it('for longer than its leases finds them lost when it thaws, and its writes are refused (F02)', async () => {
    // Frozen inside a transaction it holds a row until PostgreSQL ends the session (idle in transaction, 10 s).
    const zombie = await arena.workers.start({ maxDelayMs: 1_000 });
    await arena.accept(100);
    await until(async () => (await arena.countOf('running')) > 10);
    zombie.kill('SIGSTOP');
    const running = await arena.countOf('running');
    await arena.workers.start();
    await arena.everythingIsDone(25_000);
    zombie.kill('SIGCONT');
    await until(async () => (await metricOf(zombie, 'job_lease_lost_total')) >= Math.min(running, 1));
    // It is alive, and says so by doing work.
    await arena.accept(50);
    await arena.everythingIsDone(20_000);
    expect(await arena.effects()).toEqual({ effects: 150, works: 150 });
    expect(new Set(await arena.counter.keys()).size).toBeGreaterThanOrEqual(150);
  });
});

describe('poison', () => {
  it('that throws, aborts the process or never returns ends as a dead letter; all other work is done (F09)', async () => {
    const poison = { timing: { ...quick, blockedLimitMs: 1_500 } };
    let isOver = false;
    // What a supervisor does.
    const supervise = async (): Promise<void> => {
      while (!isOver) {
        const child = await arena.workers.start(poison).catch(() => undefined); // poison was first
        if (child !== undefined) await ended(child);
      }
    };
    const supervisors = [supervise(), supervise()];
    const bad = [
      ...(await arena.accept(1, 'throws')),
      ...(await arena.accept(1, 'aborts')),
      ...(await arena.accept(1, 'loops')),
    ];
    await arena.accept(60);
    await until(async () => (await arena.countOf('failed')) + (await arena.countOf('done')) === 63, 120_000);
    isOver = true;
    arena.workers.killAll();
    await Promise.all(supervisors);
    const dead = await arena.db.query<{ id: string; last_error: string }>(
      `SELECT id, last_error, attempt FROM tools.work WHERE state = 'failed' ORDER BY created_at`,
    );
    // The first fails by itself three times, unless its last attempt ran beside one of the others.
    const alone = { id: bad[0], last_error: 'internal_error', attempt: 3 };
    const beside = { id: bad[0], last_error: 'worker_lost', attempt: 4 };
    expect([alone, beside]).toContainEqual(dead[0]);
    expect(dead.slice(1)).toEqual([
      { id: bad[1], last_error: 'worker_lost', attempt: 4 },
      { id: bad[2], last_error: 'worker_lost', attempt: 4 },
    ]);
    expect(await arena.db.query(`SELECT 1 FROM tools.effect WHERE what = 'done'`)).toHaveLength(60);
  });
});

describe('work that is cancelled in one process', () => {
  it('has its signal fired in the other within seconds, with the times of production', async () => {
    const worker = await arena.workers.start({ timing: defaultTiming });
    const [id = ''] = await arena.accept(1, 'holds');
    await until(async () => (await arena.countOf('running')) === 1);
    const told = messageOf<{ aborted: string }>(worker, 'aborted');
    const cancelledAt = performance.now();
    await arena.api.database.inTeam(team, () => arena.api.work.cancel(id));
    expect((await told).aborted).toBe(id);
    process.stdout.write(`told after ${String(Math.round(performance.now() - cancelledAt))} ms\n`);
    expect(performance.now() - cancelledAt).toBeLessThan(6_000);
    expect(await arena.countOf('cancelled')).toBe(1);
  });
});

describe('a worker that is told to stop', () => {
  it('ends what it does and leaves the rest to the others', async () => {
    const [leaver] = await Promise.all([arena.workers.start(), arena.workers.start()]);
    await arena.accept(150);
    await until(async () => (await arena.countOf('running')) > 20);
    leaver.kill('SIGTERM');
    expect(await ended(leaver)).toBe(0);
    await arena.everythingIsDone(20_000);
    expect(await arena.effects()).toEqual({ effects: 150, works: 150 });
    expect(await arena.db.query('SELECT 1 FROM tools.work WHERE attempt > 1')).toEqual([]);
  });

  it('exits with 0 within 25 s although work does not listen, and gives its row back, with the times of production', async () => {
    const worker = await arena.workers.start({ timing: defaultTiming });
    const [id] = await arena.accept(1, 'ignores the signal');
    await until(async () => (await arena.countOf('running')) === 1);
    const toldAt = performance.now();
    worker.kill('SIGTERM');
    expect(await ended(worker)).toBe(0);
    process.stdout.write(`ended after ${String(Math.round(performance.now() - toldAt))} ms\n`);
    expect(performance.now() - toldAt).toBeLessThan(25_000);
    const rows = await arena.db.query('SELECT state, attempt, lease_owner FROM tools.work WHERE id = $1', [id]);
    expect(rows).toEqual([{ state: 'waiting', attempt: 0, lease_owner: null }]);
  });
});

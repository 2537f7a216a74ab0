import { crashesOf } from '../test/fault-points';
import { ProcessArena, until } from '../test/process-arena';
import { ended, metricOf } from '../test/worker-processes';
import { defaultTiming } from './queue-timing';

jest.setTimeout(1_800_000);

const seed = 20261121;
const points = 30;

let arena: ProcessArena;

beforeAll(async () => {
  arena = await ProcessArena.open({ timing: defaultTiming });
});
beforeEach(() => arena.clear());
afterEach(async () => {
  arena.workers.killAll();
  await until(() => arena.workers.running.length === 0);
});
afterAll(() => arena.close());

describe('with the times of production', () => {
  it(`a worker may be killed at ${String(points)} points: each piece of work ends once, within 15 s and a second (F01, seed ${String(seed)})`, async () => {
    const rows = 60;
    const recoveries: number[] = [];
    for (const crash of crashesOf(seed, points)) {
      await arena.clear();
      const known = (await arena.counter.keys()).length;
      // Long enough for a renewal to come; the second worker is there before the first dies.
      const victim = await arena.workers.start({ crash, maxDelayMs: crash.point === 'renew.after' ? 8_000 : 800 });
      const accepted = arena.accept(rows);
      await ended(victim);
      const diedAt = performance.now();
      await Promise.all([accepted, arena.workers.start()]);
      await arena.everythingIsDone(40_000);
      recoveries.push(performance.now() - diedAt);
      expect(await arena.effects()).toEqual({ effects: rows, works: rows });
      expect(new Set((await arena.counter.keys()).slice(known)).size).toBe(rows);
      arena.workers.killAll();
      await until(() => arena.workers.running.length === 0);
    }
    const seconds = recoveries.map((ms) => (ms / 1_000).toFixed(1));
    process.stdout.write(`recovery in s: ${seconds.join(', ')}\n`);
    expect(Math.max(...recoveries)).toBeLessThan(20_000);
  });

  it('a worker that is frozen for 30 s finds its leases lost; its writes are refused (F02)', async () => {
    const known = (await arena.counter.keys()).length;
    const zombie = await arena.workers.start({ maxDelayMs: 2_000 });
    await arena.accept(100);
    await until(async () => (await arena.countOf('running')) > 10);
    zombie.kill('SIGSTOP');
    await arena.workers.start();
    await new Promise((resolve) => setTimeout(resolve, 30_000));
    await arena.everythingIsDone(20_000);
    zombie.kill('SIGCONT');
    await until(async () => (await metricOf(zombie, 'job_lease_lost_total')) > 0);
    expect(await arena.effects()).toEqual({ effects: 100, works: 100 });
    expect(new Set((await arena.counter.keys()).slice(known)).size).toBe(100);
  });
});

import { DomainError, unavailable } from '@sentrybox/errors';
import { QueueArena } from '../test/queue-arena';
import { team, until } from '../test/process-arena';
import { probe } from '../test/test-worker';
import type { TestWorker } from '../test/test-worker';

jest.setTimeout(60_000);

let arena: QueueArena;

async function accept(worker: TestWorker, count: number): Promise<string[]> {
  return await worker.database.inTeam(team, async () => {
    const ids: string[] = [];
    for (let n = 0; n < count; n += 1) ids.push(await worker.work.submit(probe, { teamId: team }));
    return ids;
  });
}

beforeAll(async () => {
  arena = await QueueArena.open();
});
afterEach(() => arena.clear());
afterAll(() => arena.close());

describe('retries', () => {
  it('add at most a tenth to the load while an upstream is down, and all work is done once it is back', async () => {
    const rows = 150;
    const worker = await arena.worker({ timing: { retryFloor: 10, retryCapMs: 10_000 } });
    let calls = 0;
    let isDown = true;
    worker.script.run = async (item) => {
      calls += 1;
      if (isDown) throw new DomainError({ kind: 'unavailable', code: 'upstream_down', message: 'Down.' });
      await item.finish();
    };
    await accept(worker, rows);
    await until(async () => {
      const [row] = await arena.db.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM tools.work WHERE state = 'waiting' AND attempt > 0`,
      );
      return row?.n === rows;
    });
    // Longer than the usual wait before a retry, shorter than that of a postponed one.
    await new Promise((resolve) => setTimeout(resolve, 800));
    process.stdout.write(`calls for ${String(rows)} rows while the upstream is down: ${String(calls)}\n`);
    expect(calls).toBeLessThanOrEqual(rows * 1.1 + 10);
    expect(await worker.metric('job_retry_postponed_total')).toBeGreaterThan(rows * 0.8);
    isDown = false;
    await until(async () => (await arena.db.query(`SELECT 1 FROM tools.work WHERE state = 'done'`)).length === rows);
  });

  it('come no sooner than the upstream asked for, and not all at once', async () => {
    const worker = await arena.worker({ timing: { retryBaseMs: 500, retryCapMs: 500 } });
    const firstAt = new Map<string, number>();
    const gaps: number[] = [];
    worker.script.run = async (item) => {
      const first = firstAt.get(item.id);
      if (first === undefined) {
        firstAt.set(item.id, performance.now());
        throw unavailable('Later.', undefined, 1);
      }
      gaps.push(performance.now() - first);
      await item.finish();
    };
    await accept(worker, 20);
    await until(() => gaps.length === 20);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeGreaterThan(100);
  });
});

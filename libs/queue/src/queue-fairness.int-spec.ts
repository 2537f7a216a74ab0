import { performance } from 'node:perf_hooks';
import { QueueArena } from '../test/queue-arena';
import { team, until } from '../test/process-arena';
import { probe } from '../test/test-worker';
import type { TestWorker } from '../test/test-worker';

jest.setTimeout(120_000);

const smallTeam = '0190d1c5-0000-7000-8000-0000000000bb';
const pieceMs = 20;

let arena: QueueArena;

/** Runs every piece for `pieceMs` and notes whose turn it was. */
async function startRecording(order: string[]): Promise<TestWorker> {
  const worker = await arena.worker();
  worker.script.run = async (item) => {
    order.push(item.teamId);
    await new Promise((resolve) => setTimeout(resolve, pieceMs));
    await item.finish();
  };
  return worker;
}

/** As many rows as a team could have accepted before; in one statement, because this is not what is measured. */
async function backlogOf(teamId: string, count: number): Promise<void> {
  await arena.db.query(
    `INSERT INTO tools.work (id, team_id, kind, created_at, due_at)
     SELECT gen_random_uuid(), $1, $2, now() - interval '1 hour', now() - interval '1 hour' + n * interval '1 ms'
       FROM generate_series(1, $3) AS n`,
    [teamId, probe.name, count],
  );
}

async function submit(worker: TestWorker, teamId: string): Promise<string> {
  return await worker.database.inTeam(teamId, () => worker.work.submit(probe, { teamId }));
}

async function stateOf(id: string): Promise<string | undefined> {
  const [row] = await arena.db.query<{ state: string }>('SELECT state FROM tools.work WHERE id = $1', [id]);
  return row?.state;
}

beforeAll(async () => {
  arena = await QueueArena.open();
});
afterEach(() => arena.clear());
afterAll(() => arena.close());

describe('a team with 10,000 rows waiting', () => {
  it('does not hold up the one row of another team: it waits for two windows at most, not for 10,000 rows', async () => {
    await backlogOf(team, 10_000);
    const order: string[] = [];
    const worker = await startRecording(order);
    await until(() => order.length > 200);
    const waits: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const acceptedAfter = order.length;
      const acceptedAt = performance.now();
      const id = await submit(worker, smallTeam);
      await until(async () => (await stateOf(id)) === 'done');
      waits.push(performance.now() - acceptedAt);
      const before = order.indexOf(smallTeam, acceptedAfter) - acceptedAfter;
      // What lies in Redis, and as much again that runs or is handed over meanwhile.
      expect(before).toBeLessThan(2 * 2 * probe.concurrency);
    }
    process.stdout.write(`waits behind 10,000 rows: ${waits.map((ms) => Math.round(ms)).join(', ')} ms\n`);
    expect(Math.max(...waits)).toBeLessThan(5_000);
    expect(order.filter((teamId) => teamId === team).length).toBeLessThan(9_000);
  });

  it('gets half of the workers while another team has as much to do', async () => {
    await backlogOf(team, 10_000);
    await backlogOf(smallTeam, 2_000);
    const order: string[] = [];
    await startRecording(order);
    await until(() => order.length >= 600);
    const share = order.slice(0, 600).filter((teamId) => teamId === smallTeam).length / 600;
    process.stdout.write(`share of the second team: ${share.toFixed(2)}\n`);
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
  });

  it('has no more than one window of rows in Redis', async () => {
    await backlogOf(team, 10_000);
    const order: string[] = [];
    await startRecording(order);
    const most = { queued: 0 };
    await until(async () => {
      const [row] = await arena.db.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM tools.work WHERE state = 'waiting' AND queued_at IS NOT NULL`,
      );
      most.queued = Math.max(most.queued, row?.n ?? 0);
      return order.length > 400;
    });
    expect(most.queued).toBeLessThanOrEqual(2 * probe.concurrency);
  });
});

describe('200 teams with a row each', () => {
  it('are served in the order in which they came', async () => {
    const accepting = await arena.worker({ runsWork: false });
    await backlogOf(team, 1_000);
    const teams = Array.from({ length: 200 }, (_, n) => `0190d1c5-0000-7000-9000-${n.toString(16).padStart(12, '0')}`);
    for (const teamId of teams) await submit(accepting, teamId);
    const order: string[] = [];
    await startRecording(order);
    await until(() => new Set(order).size === 201);
    // The team with a thousand rows had its turn as one of them, and what lay in Redis before.
    expect(order.indexOf(teams[199] ?? '')).toBeLessThan(200 + 3 * 2 * probe.concurrency);
  });
});

import { randomUUID } from 'node:crypto';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { invalidRequest, unavailable } from '@sentrybox/errors';
import { testDatabase, testRedis } from '@sentrybox/testing';
import type { TestDatabase, TestRedis } from '@sentrybox/testing';
import { keyPrefix } from './redis/job';
import { workMigration } from './store/work-migration';
import { workUpkeepMigration } from './store/work-upkeep-migration';
import { createEffects, probe, startWorker } from '../test/test-worker';
import type { TestWorker, TestWorkerOptions } from '../test/test-worker';
import type { WorkItem } from './work-handler';

jest.setTimeout(90_000);

const team = '0190d1c5-0000-7000-8000-0000000000aa';
const otherTeam = '0190d1c5-0000-7000-8000-0000000000bb';

let db: TestDatabase;
let ownRedis: TestRedis;
let redis: Redis;
const open: TestWorker[] = [];

async function worker(options: Partial<TestWorkerOptions> = {}): Promise<TestWorker> {
  const started = await startWorker({ database: db.databaseOf('tools'), redisUrl: ownRedis.url, ...options });
  open.push(started);
  return started;
}

async function accept(by: TestWorker, count = 1, dueAt?: Date): Promise<string[]> {
  return await by.database.inTeam(team, async () => {
    const ids: string[] = [];
    for (let n = 0; n < count; n += 1) ids.push(await by.work.submit(probe, { teamId: team, dueAt }));
    return ids;
  });
}

interface Row {
  state: string;
  fence: string;
  attempt: number;
  last_error: string | null;
  lease_owner: string | null;
}

async function rowOf(id: string | undefined): Promise<Row> {
  const [row] = await db.query<Row>('SELECT * FROM tools.work WHERE id = $1', [id]);
  if (row === undefined) throw new Error('no such row');
  return row;
}

async function effects(): Promise<{ work_id: string; what: string }[]> {
  return await db.query('SELECT work_id, what FROM tools.effect ORDER BY id');
}

async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const endsAt = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > endsAt) throw new Error('The condition did not come true in time.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function reaches(id: string | undefined, state: string): Promise<void> {
  await until(async () => (await rowOf(id)).state === state);
}

function gate(): { open: () => void; passed: Promise<void> } {
  let openGate: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    openGate = resolve;
  });
  return { open: openGate, passed };
}

beforeAll(async () => {
  ownRedis = await testRedis();
  redis = new Redis(ownRedis.url, { maxRetriesPerRequest: null });
  db = await testDatabase([
    { app: 'tools', migrations: [workMigration('tools'), workUpkeepMigration('tools'), createEffects] },
  ]);
});
beforeEach(async () => {
  await ownRedis.flush();
  await db.query('TRUNCATE tools.work, tools.outbox, tools.effect');
});
afterEach(async () => {
  await Promise.all(open.splice(0).map(async (started) => started.close()));
});
afterAll(async () => {
  redis.disconnect();
  await ownRedis.drop();
  await db.drop();
});

describe('accepted work', () => {
  it('is done once by two workers, its effect and its end in one transaction', async () => {
    const [first, second] = [await worker(), await worker()];
    const seen = new Set<string>();
    for (const [name, { script }] of Object.entries({ first, second })) {
      script.run = async (item, effect) => {
        seen.add(name);
        await item.finish(async () => effect('done'));
      };
    }
    const ids = await accept(first, 200);
    await until(async () => (await effects()).length >= 200);
    expect((await effects()).map(({ work_id }) => work_id).sort()).toEqual([...ids].sort());
    expect(seen.size).toBe(2);
    const states = await db.query('SELECT state, count(*)::int AS n FROM tools.work GROUP BY 1');
    expect(states).toEqual([{ state: 'done', n: 200 }]);
  });

  it('starts soon after its commit', async () => {
    const it = await worker({ timing: { dispatchEveryMs: 60_000, reconcileEveryMs: 60_000 } });
    const [id] = await accept(it);
    await reaches(id, 'done');
  });

  it('is handed over by a process that only accepts, and done by a worker', async () => {
    const api = await worker({ runsWork: false });
    const [id] = await accept(api);
    await until(async () => (await redis.exists(`${keyPrefix}:${probe.name}:work-${id ?? ''}-0`)) === 1);
    expect((await rowOf(id)).state).toBe('waiting');
    await worker();
    await reaches(id, 'done');
  });

  it('does not exist when the transaction is rolled back', async () => {
    const it = await worker();
    await expect(
      it.database.inTeam(team, async () => {
        await it.work.submit(probe, { teamId: team });
        throw invalidRequest('No.');
      }),
    ).rejects.toMatchObject({ kind: 'invalid' });
    expect(await db.query('SELECT 1 FROM tools.work UNION ALL SELECT 1 FROM tools.outbox')).toEqual([]);
  });

  it('submitted twice under one id, or handed over twice, is done once (F10)', async () => {
    const it = await worker();
    const id = randomUUID();
    for (let n = 0; n < 2; n += 1) {
      await it.database.inTeam(team, () => it.work.submit(probe, { id, teamId: team }));
      await db.query('INSERT INTO tools.outbox (team_id, work_id) VALUES ($1, $2)', [team, id]);
    }
    await reaches(id, 'done');
    await until(async () => (await db.query('SELECT 1 FROM tools.outbox')).length === 0);
    expect(await effects()).toHaveLength(1);
  });

  it('needs a transaction of its team and a handler', async () => {
    const it = await worker();
    await expect(it.work.submit(probe, { teamId: team })).rejects.toMatchObject({ kind: 'bug' });
    await it.database.inTeam(team, async () => {
      await expect(it.work.submit(probe, { teamId: otherTeam })).rejects.toMatchObject({ kind: 'bug' });
      await expect(it.work.submit({ ...probe, name: 'tools.other' }, { teamId: team })).rejects.toMatchObject({
        kind: 'bug',
      });
    });
  });

  it('waits for its due time without a worker', async () => {
    const it = await worker();
    const dueAt = new Date(Date.now() + 600);
    const [id] = await accept(it, 1, dueAt);
    await reaches(id, 'done');
    expect(Date.now()).toBeGreaterThanOrEqual(dueAt.getTime());
  });

  it('can be parked and goes on later, with its attempts counted anew', async () => {
    const it = await worker();
    const attempts: number[] = [];
    it.script.run = async (item, effect) => {
      attempts.push(item.attempt);
      if (attempts.length < 5) await item.waitUntil(new Date(), async () => effect('polled'));
      else await item.finish(async () => effect('done'));
    };
    const [id] = await accept(it);
    await reaches(id, 'done');
    expect(attempts).toEqual([1, 1, 1, 1, 1]);
    expect((await effects()).map(({ what }) => what)).toEqual(['polled', 'polled', 'polled', 'polled', 'done']);
  });

  it('is accepted while Redis is away, and not held up by it', async () => {
    const it = await worker({ redisUrl: 'redis://127.0.0.1:1/14', runsWork: false });
    const startedAt = performance.now();
    const [id] = await accept(it);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    await worker();
    await reaches(id, 'done');
  });
});

describe('work that fails', () => {
  it('is tried again until it succeeds, without a trace of the failed attempts', async () => {
    const it = await worker();
    it.script.run = async (item, effect) =>
      item.finish(async () => {
        await effect(`attempt ${item.attempt}`);
        if (item.attempt < 3) throw unavailable('Not now.');
      });
    const [id] = await accept(it);
    await reaches(id, 'done');
    expect((await effects()).map(({ what }) => what)).toEqual(['attempt 3']);
    expect((await rowOf(id)).fence).toBe('3');
  });

  it.each([
    ['a bug', () => new TypeError('oops'), 'internal_error', 3],
    ['an upstream that stays away', () => unavailable('Away.'), 'unavailable', 3],
    ['an error that no retry mends', () => invalidRequest('Never.', [], 'bad_target'), 'bad_target', 1],
  ])('because of %s ends as failed, with the hook in the same transaction (F09)', async (_why, error, code, runs) => {
    const it = await worker();
    let count = 0;
    it.script.run = async () => {
      count += 1;
      return Promise.reject(error());
    };
    const [id] = await accept(it);
    await reaches(id, 'failed');
    expect(count).toBe(runs);
    expect(await rowOf(id)).toMatchObject({ last_error: code, lease_owner: null });
    expect(await effects()).toEqual([{ work_id: id, what: 'failed' }]);
    expect(await it.metric('job_dead_letter_total')).toBe(1);
  });

  it('ends as failed too when the hook itself is broken, and others go on', async () => {
    const it = await worker();
    it.script.run = async (item) => (item.id === poison ? Promise.reject(invalidRequest('No.')) : item.finish());
    it.script.onFailed = async () => Promise.reject(new TypeError('oops'));
    const [poison, healthy] = await accept(it, 2);
    await reaches(poison, 'failed');
    await reaches(healthy, 'done');
    expect(await effects()).toEqual([]);
  });

  it('ends as failed when the handler returns without ending it', async () => {
    const it = await worker();
    it.script.run = async () => Promise.resolve();
    const [id] = await accept(it);
    await reaches(id, 'failed');
    expect((await rowOf(id)).last_error).toBe('internal_error');
  });

  it('because it kills its worker each time ends as failed after its attempts (F09)', async () => {
    const it = await worker();
    const [id] = await accept(it, 1, new Date(Date.now() + 3_600_000));
    await db.query(
      `UPDATE tools.work SET state = 'running', attempt = 3, fence = 3, lease_owner = 'dead',
              lease_until = now() - interval '1 second' WHERE id = $1`,
      [id],
    );
    await reaches(id, 'failed');
    expect((await rowOf(id)).last_error).toBe('worker_lost');
    expect((await effects()).map(({ what }) => what)).toEqual(['failed']);
  });
});

describe('a worker that loses its lease', () => {
  it('is a zombie: its row is taken over under a higher fence and its writes are refused (F01, F02)', async () => {
    const zombie = await worker({
      timing: { renewEveryMs: 60_000, dispatchEveryMs: 60_000, reconcileEveryMs: 60_000 },
    });
    const [hold, ended] = [gate(), gate()];
    let refusal: unknown;
    let claims = 0;
    zombie.script.run = async (item, effect) => {
      claims += 1;
      if (claims > 1) {
        await item.finish(async () => effect('done'));
        return;
      }
      await hold.passed;
      refusal = await item.finish(async () => effect('zombie')).catch((error: unknown) => error);
      ended.open();
    };
    const [id] = await accept(zombie);
    await reaches(id, 'running');
    expect((await rowOf(id)).fence).toBe('1');
    const heir = await worker();
    await reaches(id, 'done');
    expect((await rowOf(id)).fence).toBe('2');
    hold.open();
    await ended.passed;
    expect(refusal).toMatchObject({ code: 'lease_lost' });
    expect((await effects()).map(({ what }) => what)).toEqual(['done']);
    await until(async () => (await zombie.metric('job_lease_lost_total')) === 1);
    expect(await heir.metric('reconciler_actions_total')).toBeGreaterThanOrEqual(1);
  });

  it('keeps it while it works longer than one lease', async () => {
    const it = await worker();
    it.script.run = async (item, effect) => {
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      await item.ensureLeased();
      await item.finish(async () => effect('done'));
    };
    await worker();
    const [id] = await accept(it);
    await reaches(id, 'done');
    expect((await rowOf(id)).fence).toBe('1');
    expect(await effects()).toHaveLength(1);
  });

  it('is told by the signal when the work is cancelled elsewhere, and cannot finish it', async () => {
    const [it, other] = [await worker(), await worker({ runsWork: false })];
    const told = gate();
    let outcome: unknown;
    it.script.run = async (item) => {
      await new Promise((resolve) => {
        item.signal.addEventListener('abort', resolve);
      });
      outcome = await item.finish().catch((error: unknown) => error);
      told.open();
    };
    const [id = ''] = await accept(it);
    await reaches(id, 'running');
    await expect(other.database.inTeam(otherTeam, () => other.work.cancel(id))).resolves.toBe(false);
    await expect(other.database.inTeam(team, () => other.work.cancel(id))).resolves.toBe(true);
    await told.passed;
    expect(outcome).toMatchObject({ code: 'lease_lost' });
    expect((await rowOf(id)).state).toBe('cancelled');
    await expect(other.database.inTeam(team, () => other.work.cancel(id))).resolves.toBe(false);
  });
});

describe('Redis', () => {
  it('may be flushed at any time: 500 queued and running pieces of work all end, none twice (F03)', async () => {
    const api = await worker({ runsWork: false });
    const ids = await accept(api, 500);
    await until(async () => (await db.query('SELECT 1 FROM tools.outbox')).length === 0);
    await ownRedis.flush();
    const it = await worker();
    it.script.run = async (item, effect) => {
      if (item.id === ids[100]) await ownRedis.flush();
      await item.finish(async () => effect('done'));
    };
    await until(async () => (await effects()).length >= 500, 15_000);
    const unfinished = await db.query(`SELECT 1 FROM tools.work WHERE state <> 'done'`);
    expect(unfinished).toEqual([]);
    expect(new Set((await effects()).map(({ work_id }) => work_id)).size).toBe(500);
    // Redis held no more than a window of them.
    expect(await it.metric('reconciler_actions_total')).toBeGreaterThanOrEqual(2 * probe.concurrency);
  });

  it('may carry hostile jobs: they are counted and dropped, the process stays up (A17)', async () => {
    const it = await worker();
    const queue = new Queue(probe.name, { connection: redis, prefix: keyPrefix });
    const hostile = [
      {},
      { id: "'; DROP TABLE tools.work; --" },
      { id: randomUUID(), run: 'code' },
      { id: { $gt: '' } },
      'text',
      null,
    ];
    await queue.addBulk(hostile.map((data) => ({ name: probe.name, data, opts: { removeOnFail: true } })));
    await queue.add(probe.name, { id: randomUUID() });
    await until(async () => (await it.metric('job_malformed_total')) === hostile.length);
    const [id] = await accept(it);
    await reaches(id, 'done');
    await queue.close();
  });
});

describe('a worker that is told to stop', () => {
  it('lets work end, gives back what does not, and the next one does that', async () => {
    const it = await worker();
    let aborted = 0;
    const interrupted: WorkItem[] = [];
    it.script.run = async (item, effect) => {
      if (item.id === quickId) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        await item.finish(async () => effect('in time'));
        return;
      }
      interrupted.push(item);
      await new Promise<void>((_resolve, reject) => {
        item.signal.addEventListener('abort', () => {
          aborted += 1;
          if (item.id === stubbornId) return;
          reject(new Error('stopped'));
        });
      });
    };
    const [quickId, politeId, stubbornId] = await accept(it, 3);
    await until(async () => (await db.query(`SELECT 1 FROM tools.work WHERE state = 'running'`)).length === 3);
    await it.close();
    expect(aborted).toBe(2);
    expect((await rowOf(quickId)).state).toBe('done');
    for (const id of [politeId, stubbornId]) {
      expect(await rowOf(id)).toMatchObject({ state: 'waiting', attempt: 0, lease_owner: null });
    }
    await worker();
    await Promise.all([reaches(politeId, 'done'), reaches(stubbornId, 'done')]);
    expect((await effects()).map(({ what }) => what)).toEqual(['in time', 'done', 'done']);
  });
});

describe('a worker without Redis', () => {
  it('starts, and stops at once', async () => {
    const it = await worker({ redisUrl: 'redis://127.0.0.1:1' });
    const startedAt = performance.now();
    await it.close();
    expect(performance.now() - startedAt).toBeLessThan(2_500);
  });
});

describe('the tables', () => {
  it('show the work role no content and the api role its own team only', async () => {
    const it = await worker({ runsWork: false });
    const [id] = await accept(it);
    await expect(db.query(`UPDATE tools.work SET last_error = 'Mail to a@b.example failed'`)).rejects.toMatchObject({
      constraint: 'work_last_error_is_a_code',
    });
    await expect(it.database.work(() => it.database.query('SELECT * FROM effect'))).rejects.toMatchObject({
      code: '42501',
    });
    await expect(
      it.database.work(() =>
        it.database.execute(`INSERT INTO work (id, team_id, kind) VALUES ($1, $2, 'x')`, [randomUUID(), team]),
      ),
    ).rejects.toMatchObject({ code: '42501' });
    expect(await it.database.work(() => it.database.execute('DELETE FROM work'))).toBe(0);
    const seen = await it.database.work(() => it.database.query<{ id: string }>('SELECT id FROM work'));
    expect(seen).toEqual([{ id }]);
    expect(await it.database.inTeam(otherTeam, () => it.database.query('SELECT id FROM work'))).toEqual([]);
    await expect(
      it.database.inTeam(otherTeam, () =>
        it.database.execute(`INSERT INTO work (id, team_id, kind) VALUES ($1, $2, 'x')`, [randomUUID(), team]),
      ),
    ).rejects.toMatchObject({ code: '42501' });
  });
});

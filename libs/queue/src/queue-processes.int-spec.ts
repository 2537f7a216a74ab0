import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { testDatabase, testRedis } from '@sentrybox/testing';
import type { TestDatabase, TestRedis } from '@sentrybox/testing';
import { createEffects, probe, startWorker } from '../test/test-worker';
import type { TestWorker } from '../test/test-worker';
import { workMigration } from './store/work-migration';
import { workUpkeepMigration } from './store/work-upkeep-migration';

jest.setTimeout(120_000);

const team = '0190d1c5-0000-7000-8000-0000000000aa';
const folder = resolve(__dirname, '../test');

let db: TestDatabase;
let redis: TestRedis;
let api: TestWorker;
const children = new Set<ChildProcess>();
const cleanUps: (() => Promise<void>)[] = [];

async function startProcess(): Promise<ChildProcess> {
  const child = fork(require.resolve('../test/worker-process'), [db.urlOf('tools'), db.workUrlOf('tools'), redis.url], {
    execArgv: ['-r', resolve(folder, 'register-typescript.cjs')],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.add(child);
  await new Promise<void>((up, down) => {
    child.once('message', () => {
      up();
    });
    child.once('exit', (code, signal) => {
      down(new Error(`The worker process ended with ${String(code ?? signal)}.`));
    });
  });
  return child;
}

async function ended(child: ChildProcess): Promise<number | null> {
  children.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  return await new Promise((exited) => child.once('exit', exited));
}

async function accept(count: number): Promise<void> {
  await api.database.inTeam(team, async () => {
    for (let n = 0; n < count; n += 1) await api.work.submit(probe, { teamId: team });
  });
}

async function pause(durationMs: number): Promise<void> {
  await new Promise((done) => setTimeout(done, durationMs));
}

async function until(condition: () => Promise<boolean>, timeoutMs = 40_000): Promise<void> {
  const endsAt = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > endsAt) throw new Error('The condition did not come true in time.');
    await pause(10);
  }
}

async function running(): Promise<number> {
  return (await db.query(`SELECT 1 FROM tools.work WHERE state = 'running'`)).length;
}

async function everythingIsDone(timeoutMs: number): Promise<void> {
  await until(async () => (await db.query(`SELECT 1 FROM tools.work WHERE state <> 'done'`)).length === 0, timeoutMs);
}

function oldest(): ChildProcess {
  const [child] = children;
  if (child === undefined) throw new Error('no worker runs');
  return child;
}

async function expectEachEffectOnce(count: number): Promise<void> {
  const [seen] = await db.query(
    'SELECT count(*)::int AS effects, count(DISTINCT work_id)::int AS works FROM tools.effect',
  );
  expect(seen).toEqual({ effects: count, works: count });
}

beforeAll(async () => {
  db = await testDatabase([
    { app: 'tools', migrations: [workMigration('tools'), workUpkeepMigration('tools'), createEffects] },
  ]);
  cleanUps.push(async () => db.drop());
  redis = await testRedis();
  cleanUps.push(async () => redis.drop());
  api = await startWorker({ database: db.databaseOf('tools'), redisUrl: redis.url, runsWork: false });
  cleanUps.push(async () => api.close());
  await Promise.all([startProcess(), startProcess()]);
});
beforeEach(async () => {
  await db.query('TRUNCATE tools.work, tools.outbox, tools.effect');
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
});

// Starting a process takes seconds on a busy machine, so each test leaves two for the next one.
describe('workers in processes of their own', () => {
  it('may be killed at any point of their work: nothing is lost and nothing is done twice (F01)', async () => {
    await accept(200);
    for (let kill = 0; kill < 2; kill += 1) {
      await pause(50 + Math.random() * 200);
      const victim = oldest();
      victim.kill('SIGKILL');
      await ended(victim);
      await startProcess();
    }
    await everythingIsDone(20_000);
    await expectEachEffectOnce(200);
  });

  it('may be frozen for longer than their leases and thawed: the effect of the zombie is refused (F02)', async () => {
    // Frozen inside a transaction it holds a row until PostgreSQL ends the session (idle in transaction, 10 s).
    const zombie = oldest();
    await accept(150);
    await until(async () => (await running()) > 20);
    zombie.kill('SIGSTOP');
    await everythingIsDone(20_000);
    zombie.kill('SIGCONT');
    // It is alive, and says so by doing work.
    await accept(50);
    await everythingIsDone(20_000);
    await expectEachEffectOnce(200);
  });

  it('told to stop end what they do and leave the rest to the others', async () => {
    const leaver = oldest();
    await accept(150);
    await until(async () => (await running()) > 20);
    leaver.kill('SIGTERM');
    expect(await ended(leaver)).toBe(0);
    await everythingIsDone(20_000);
    await expectEachEffectOnce(150);
    expect(await db.query('SELECT 1 FROM tools.work WHERE attempt > 1')).toEqual([]);
  });
});

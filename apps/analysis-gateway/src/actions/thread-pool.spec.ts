import { Worker } from 'node:worker_threads';
import { ThreadPool } from './thread-pool';

/** Doubles numbers; 0 throws, a negative number is never answered. */
const source = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (number) => {
    if (number === 0) throw new Error('planned');
    if (number > 0) parentPort.postMessage(number * 2);
  });`;

const started: Worker[] = [];
const start = (): Worker => {
  const thread = new Worker(source, { eval: true });
  started.push(thread);
  return thread;
};
const pools: ThreadPool<number, number>[] = [];
const poolOf = (settings: { size?: number; maxWaiting?: number; limitMs?: number }): ThreadPool<number, number> => {
  const pool = new ThreadPool<number, number>({ start, size: 1, maxWaiting: 10, limitMs: 60_000, ...settings });
  pools.push(pool);
  return pool;
};

const refused = expect.objectContaining({ kind: 'unavailable' }) as Error;

beforeEach(() => {
  started.length = 0;
});

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

it('answers every task with its own result and keeps its threads', async () => {
  const pool = poolOf({ size: 2 });

  expect(await Promise.all([1, 2, 3, 4, 5].map((number) => pool.run(number)))).toEqual([2, 4, 6, 8, 10]);
  expect(await pool.run(6)).toBe(12);
  expect(started).toHaveLength(2);
});

it('refuses what would wait beyond the limit', async () => {
  const pool = poolOf({ maxWaiting: 1 });
  const stuck = expect(pool.run(-1)).rejects.toEqual(refused);
  const waits = expect(pool.run(1)).rejects.toEqual(refused);

  await expect(pool.run(2)).rejects.toEqual(refused);
  await pool.close();
  await Promise.all([stuck, waits]);
});

it('goes on with a new thread when a task has thrown', async () => {
  const pool = poolOf({});
  const thrown = expect(pool.run(0)).rejects.toThrow('planned');

  expect(await pool.run(4)).toBe(8);
  await thrown;
  expect(started).toHaveLength(2);
});

it('ends a thread that takes too long', async () => {
  const pool = poolOf({ limitMs: 1 });
  const late = expect(pool.run(-1)).rejects.toEqual(refused);
  const exited = new Promise((resolve) => started[0]?.once('exit', resolve));

  await late;
  await exited;
  expect(started.map((thread) => thread.threadId)).toEqual([-1]);
});

it('ends its threads and refuses everything once it is closed', async () => {
  const pool = poolOf({});
  const running = expect(pool.run(-1)).rejects.toEqual(refused);
  await pool.close();

  await running;
  expect(started.map((thread) => thread.threadId)).toEqual([-1]);
  await expect(pool.run(1)).rejects.toEqual(refused);
});

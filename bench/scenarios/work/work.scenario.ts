import { randomBytes, randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { Database, loginRoles, migrateAll, rolesOf, uuidv7 } from '@sentrybox/database';
import { auditMigrations } from '@sentrybox/audit';
import { startPostgres, startRedis } from '@sentrybox/local-servers';
import { Work, workMigration, workUpkeepMigration } from '@sentrybox/queue';
import { newHome, removeHome, serverCache } from '../../harness/installation';
import type { Arena, Contestant, Measurement, Scenario } from '../../harness/scenario';
import { percentile } from '../../harness/statistics';
import { benchWork, concurrency, preciseNow, startQueue } from './bench-work';
import type { Urls } from './bench-work';
import { WorkerChild } from './worker-child';
import { bareQueue } from './worker-process';

const pieces = 2_000;
const oneByOne = 200;
const inFlight = 50;
const perTransaction = 100;

export const work: Scenario = {
  name: 'work',
  title: 'Durable work',
  description:
    `${pieces} pieces of work that do nothing, accepted by one process with ${inFlight} under way at a time and done by ` +
    `another with ${concurrency}. The product commits a row before it says that a piece is accepted, claims it under a ` +
    'lease, and commits its end: three transactions on PostgreSQL with fsync, roles under row-level security, and Redis ' +
    '(append-only file, every second) as the wake-up. The baseline is BullMQ alone on the same Redis: a piece is accepted ' +
    'when Redis has it, which loses up to a second of them with the machine. durable: from the call to the commit; ' +
    'started: from the call to the handler.',
  unit: 'pieces/s',
  isHigherBetter: true,
  rounds: 3,
  open,
};

async function open(): Promise<Arena> {
  const home = newHome();
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.reverse()) await closer();
    removeHome(home);
  };
  try {
    const servers = { stateDir: home, cacheDir: serverCache, log: () => undefined };
    const [postgres, redis] = await Promise.all([startPostgres(servers), startRedis({ ...servers, aof: true })]);
    closers.push(postgres.stop, redis.stop);
    const urls = await migrated(postgres.adminUrl, redis.url);
    const accepting = await startQueue(urls, false);
    closers.push(() => accepting.close());
    const product = await WorkerChild.start({ kind: 'product', urls });
    closers.push(() => product.stop());
    const bare = await WorkerChild.start({ kind: 'bullmq', redisUrl: redis.url });
    closers.push(() => bare.stop());
    const connection = new Redis(redis.url);
    const queue = new Queue<{ id: string }>(bareQueue, { connection });
    closers.push(async () => {
      await queue.close();
      connection.disconnect();
    });
    const processes = { pids: () => [process.pid, product.pid, postgres.pid, redis.pid] };
    return {
      contestants: [...bareContestants(queue, bare, redis.pid), ...productContestants(accepting, product, processes)],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function migrated(adminUrl: string, redisUrl: string): Promise<Urls> {
  const password = randomBytes(24).toString('hex');
  await migrateAll({
    adminUrl,
    apps: [
      { app: 'audit', migrations: auditMigrations },
      { app: 'tools', migrations: [workMigration('tools'), workUpkeepMigration('tools')] },
    ],
    rolePasswords: Object.fromEntries(loginRoles.map((role) => [role, password])),
  });
  const as = (role: string): string => {
    const url = new URL(adminUrl);
    [url.username, url.password] = [role, password];
    return url.href;
  };
  const { api, work: workRole } = rolesOf('tools');
  return { url: as(api), workUrl: as(workRole), redisUrl };
}

function bareContestants(queue: Queue<{ id: string }>, worker: WorkerChild, redisPid: number): Contestant[] {
  const options = { attempts: 1, removeOnComplete: true, removeOnFail: true };
  const accept = async (): Promise<string[]> => {
    const id = randomUUID();
    await queue.add(bareQueue, { id }, options);
    return [id];
  };
  const pids = () => [process.pid, worker.pid, redisPid];
  return [
    {
      name: `BullMQ, ${inFlight} at a time`,
      isBaseline: true,
      pids,
      measure: () => run(worker, accept, pieces, inFlight),
    },
    { name: 'BullMQ, one after the other', isBaseline: false, pids, measure: () => run(worker, accept, oneByOne, 1) },
  ];
}

function productContestants(
  app: INestApplicationContext,
  worker: WorkerChild,
  processes: Pick<Contestant, 'pids'>,
): Contestant[] {
  const [database, queue] = [app.get(Database), app.get(Work)];
  const teamId = uuidv7();
  const accept = (count: number) => (): Promise<string[]> =>
    database.inTeam(teamId, () =>
      Promise.all(Array.from({ length: count }, () => queue.submit(benchWork, { teamId }))),
    );
  const name = 'Sentrybox';
  return [
    {
      name: `${name}, ${inFlight} at a time`,
      ...{ isBaseline: false, ...processes, measure: () => run(worker, accept(1), pieces, inFlight) },
    },
    {
      name: `${name}, ${perTransaction} in a transaction`,
      ...{ isBaseline: false, ...processes, measure: () => run(worker, accept(perTransaction), pieces, 5) },
    },
    {
      name: `${name}, one after the other`,
      ...{ isBaseline: false, ...processes, measure: () => run(worker, accept(1), oneByOne, 1) },
    },
  ];
}

/** Accepts so many pieces with so many calls under way, and waits until all are done. */
async function run(
  worker: WorkerChild,
  accept: () => Promise<string[]>,
  count: number,
  callers: number,
): Promise<Measurement> {
  const calledAt = new Map<string, number>();
  const durable: number[] = [];
  const startedAt = preciseNow();
  const call = async (): Promise<void> => {
    while (calledAt.size < count) {
      const from = preciseNow();
      const ids = await accept();
      durable.push(preciseNow() - from);
      for (const id of ids) calledAt.set(id, from);
      // One after the other: the next is accepted when this one is over.
      if (callers === 1) ended.push(...(await worker.take(ids)));
    }
  };
  const ended: Awaited<ReturnType<WorkerChild['take']>>[number][] = [];
  await Promise.all(Array.from({ length: callers }, call));
  if (callers > 1) ended.push(...(await worker.take([...calledAt.keys()])));
  const started = ended.map((one) => one.startedAt - (calledAt.get(one.id) ?? Number.NaN));
  const lastAt = Math.max(...ended.map(({ endedAt }) => endedAt));
  return {
    value: ended.length / ((lastAt - startedAt) / 1_000),
    count: ended.length,
    details: {
      durable_p50_ms: percentile(durable, 0.5),
      durable_p99_ms: percentile(durable, 0.99),
      started_p50_ms: percentile(started, 0.5),
      started_p95_ms: percentile(started, 0.95),
    },
  };
}

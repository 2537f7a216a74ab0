import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { appNames, jobKeyPrefix } from '@sentrybox/contracts';
import type { AppName } from '@sentrybox/contracts';
import { testRedis } from '@sentrybox/testing';
import type { TestRedis } from '@sentrybox/testing';
import { commandQueueName } from './command-queue';
import { RedisNames } from './redis-names';

let shared: TestRedis;
let admin: Redis;
let names: RedisNames;
const users = new Map<AppName, Redis>();

function as(app: AppName): Redis {
  const user = users.get(app);
  if (user === undefined) throw new Error(`no user for ${app}`);
  return user;
}

beforeAll(async () => {
  shared = await testRedis();
  admin = new Redis(shared.url);
  names = new RedisNames(shared.url);
  for (const app of appNames) users.set(app, new Redis(shared.urlOf(app), { maxRetriesPerRequest: null }));
  await Promise.all([...users.values()].map((user) => user.ping()));
});
afterAll(async () => {
  for (const user of users.values()) user.disconnect();
  admin.disconnect();
  await shared.drop();
});

type Attempt = readonly [command: string, ...args: (string | number)[]];

async function outcomes(redis: Redis, attempts: readonly Attempt[]): Promise<string[]> {
  return await Promise.all(
    attempts.map(async ([command, ...args]) => {
      const outcome = await redis.call(command, ...args).then(
        () => 'allowed',
        (error: unknown) => (error instanceof Error ? (error.message.split(' ')[0] ?? '') : ''),
      );
      return `${command} ${args.join(' ').slice(0, 80)}: ${outcome}`;
    }),
  );
}

async function expectRefused(redis: Redis, attempts: readonly Attempt[]): Promise<void> {
  const seen = await outcomes(redis, attempts);
  expect(seen.filter((line) => !line.endsWith(': NOPERM'))).toEqual([]);
}

describe.each(appNames)('P04: the Redis user of %s', (app) => {
  const others = appNames.filter((name) => name !== app);

  it('is not the administrator and not nameless', async () => {
    expect(await as(app).acl('WHOAMI').catch(String)).toContain('NOPERM');
    expect(new URL(shared.urlOf(app)).username).toMatch(new RegExp(`-${app}$`));
  });

  it('is refused what administrates, endangers others or looks at everybody’s keys', async () => {
    await expectRefused(as(app), [
      ['FLUSHALL'],
      ['FLUSHDB'],
      ['CONFIG', 'GET', '*'],
      ['CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru'],
      ['KEYS', '*'],
      ['SCAN', 0],
      ['RANDOMKEY'],
      ['DBSIZE'],
      ['MONITOR'],
      ['ACL', 'LIST'],
      ['CLIENT', 'LIST'],
      ['CLIENT', 'KILL', 'TYPE', 'normal'],
      ['CLIENT', 'PAUSE', 1],
      ['SCRIPT', 'FLUSH'],
      ['FUNCTION', 'FLUSH'],
      ['FUNCTION', 'LOAD', '#!lua name=x\nredis.register_function("x", function() return 1 end)'],
      ['SHUTDOWN'],
      ['REPLICAOF', 'NO', 'ONE'],
      ['SAVE'],
      ['SWAPDB', 0, 1],
      ['PUBSUB', 'CHANNELS'],
      ['PSUBSCRIBE', '*'],
      ['SLOWLOG', 'GET'],
    ]);
  });

  it('is refused the queues, questions and memory of every other service, also inside a script', async () => {
    for (const other of others) {
      const job = `${jobKeyPrefix}:${other}.import-file:work-1`;
      await expectRefused(as(app), [
        ['HGETALL', job],
        ['HSET', job, 'data', 'forged'],
        ['DEL', job],
        ['LRANGE', `${jobKeyPrefix}:${other}.import-file:wait`, 0, -1],
        ['LRANGE', names.asks(other), 0, -1],
        ['LPOP', names.asks(other)],
        ['BLPOP', names.asks(other), 1],
        ['DEL', names.asks(other)],
        ['LINDEX', names.asks(other), 0],
        ['LMOVE', names.asks(other), names.asks(app), 'LEFT', 'LEFT'],
        ['COPY', names.asks(other), names.asks(app)],
        ['ZRANGE', names.taken(other), 0, -1],
        ['ZREM', names.taken(other), 'id'],
        ['EVAL', `return redis.call('GET', KEYS[1])`, 1, job],
      ]);
      const hidden = `return redis.call('LPOP', '${names.asks(other)}')`;
      await expect(as(app).eval(hidden, 0)).rejects.toThrow(/can't access|No permissions|NOPERM/i);
    }
  });

  it('is refused the commands that services exchange without it', async () => {
    const pairs = others.flatMap((to) =>
      others.filter((from) => from !== to).map((from) => commandQueueName(to, from)),
    );
    await expectRefused(
      as(app),
      pairs.flatMap((queue): Attempt[] => [
        ['LRANGE', `${jobKeyPrefix}:${queue}:wait`, 0, -1],
        ['HSET', `${jobKeyPrefix}:${queue}:1`, 'data', 'forged'],
      ]),
    );
  });

  it('is refused listening to others’ answers and announcing in others’ names', async () => {
    const listener = as(app).duplicate();
    for (const other of others) {
      await expect(listener.subscribe(names.answers(other, 'x'))).rejects.toThrow(/NOPERM/);
      await expectRefused(as(app), [['PUBLISH', names.announcement(`${other}.thing.changed`), 'forged']]);
    }
    listener.disconnect();
  });

  it('is refused any other key, and what is shared is not its to remove', async () => {
    await expectRefused(as(app), [
      ['SET', 'anything', 'x'],
      ['GET', 'sentrybox-test:database:1'],
      ['DEL', names.epoch],
    ]);
  });

  it('does its own work: asks, answers, announcements and queues', async () => {
    const [other] = others;
    if (other === undefined) throw new Error('there is one service only');
    const allowed: Attempt[] = [
      ['TIME'],
      ['INFO', 'memory'],
      ['GET', names.epoch],
      ['RPUSH', names.asks(other), 'question'],
      ['RPUSH', names.asks(app), 'question'],
      ['LPOP', names.asks(app)],
      ['ZADD', names.taken(app), 1, 'id'],
      ['PUBLISH', names.answers(other, 'x'), 'answer'],
      ['PUBLISH', names.announcement(`${app}.thing.changed`), 'x'],
    ];
    const seen = await outcomes(as(app), allowed);
    expect(seen.filter((line) => !line.endsWith(': allowed'))).toEqual([]);
    const listener = as(app).duplicate();
    const channels = [names.answers(app, 'x'), names.announcement(`${other}.thing.changed`)];
    for (const channel of channels) await listener.subscribe(channel);
    listener.disconnect();
    await admin.del(names.asks(other));
  });

  it('runs jobs of its own queues and hands commands to others’', async () => {
    await expect(jobRuns(as(app), as(app), `${app}.test-work`)).resolves.toBe('done');
    for (const other of others) {
      await expect(jobRuns(as(app), as(other), commandQueueName(other, app))).resolves.toBe('done');
    }
  });
});

/** Adds a job as one user and works it off as another. */
async function jobRuns(producer: Redis, consumer: Redis, name: string): Promise<string> {
  const options = { prefix: jobKeyPrefix, skipVersionCheck: true };
  const queue = new Queue(name, { ...options, connection: producer });
  const worker = new Worker(name, async () => Promise.resolve(), {
    ...options,
    connection: consumer,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  });
  try {
    return await new Promise<string>((resolve, reject) => {
      worker.on('completed', () => {
        resolve('done');
      });
      worker.on('failed', (_job, error) => {
        reject(error);
      });
      worker.on('error', reject);
      queue.on('error', reject);
      queue.addBulk([{ name, data: {}, opts: { jobId: 'job-1', removeOnComplete: true } }]).catch(reject);
    });
  } finally {
    await Promise.all([worker.close(), queue.close()]);
  }
}

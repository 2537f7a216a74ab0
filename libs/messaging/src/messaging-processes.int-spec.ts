import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { Redis } from 'ioredis';
import { testRedis, typescriptProcess } from '@sentrybox/testing';
import type { TestRedis } from '@sentrybox/testing';
import { changed, definitions, double, slow } from '../test/numbers';
import type { Heard } from '../test/numbers';
import { TestKeyRing } from '../test/test-key-ring';
import { startReplica } from '../test/test-replica';
import type { TestReplica } from '../test/test-replica';
import { PairKeys } from './keys/pair-keys';
import { RedisNames } from './redis/redis-names';
import { signAnnouncement } from './wire/announcement-frame';
import { encodeAsk } from './wire/ask-frame';
import { newMessageId } from './wire/message-id';

jest.setTimeout(90_000);

const keys = new TestKeyRing(['data', 'tools', 'identity']);
const children = new Set<ChildProcess>();

let shared: TestRedis;
let redis: Redis;
let names: RedisNames;
let asker: TestReplica;

interface ReplicaProcess {
  readonly child: ChildProcess;
  readonly metricsUrl: string;
}

function spawn(changes: Readonly<Record<string, string>> = {}): ChildProcess {
  const child = fork(require.resolve('../test/replica-process'), {
    execArgv: [...typescriptProcess],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...{ PATH: process.env.PATH, NODE_ENV: 'test', HOST: '127.0.0.1', PORT: '0', METRICS_PORT: '0' },
      ...{ SENTRYBOX_OFFLINE: '1', LOG_LEVEL: 'error', REDIS_URL: shared.urlOf('data') },
      ...{ SERVICE_PRIVATE_KEY: keys.privateKeyOf('data'), SERVICE_PUBLIC_KEYS: keys.publicKeys, ...changes },
    },
  });
  children.add(child);
  return child;
}

async function startProcess(): Promise<ReplicaProcess> {
  const child = spawn();
  const { metricsUrl } = await replyOf<{ metricsUrl: string }>(child);
  return { child, metricsUrl };
}

async function replyOf<Reply>(child: ChildProcess): Promise<Reply> {
  return await new Promise<Reply>((done, failed) => {
    const ended = (code: number | null): void => {
      failed(new Error(`The replica ended with code ${String(code)}.`));
    };
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      done(message as Reply); // of test/replica-process.ts
    });
  });
}

async function heardBy({ child }: ReplicaProcess): Promise<Heard> {
  child.send('what?');
  return await replyOf<Heard>(child);
}

async function end({ child }: ReplicaProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
  const exited = new Promise<number | null>((done) => child.once('exit', done));
  child.kill(signal);
  children.delete(child);
  return await exited;
}

/** Sum of the replicas' `messages_refused_total`, as a scrape shows it. */
async function refused(replicas: readonly ReplicaProcess[], kind: string, reason: string): Promise<number> {
  const counts = await Promise.all(
    replicas.map(async ({ metricsUrl }) => {
      const text = await (await fetch(`${metricsUrl}/metrics`)).text();
      const line = new RegExp(`^messages_refused_total\\{kind="${kind}",reason="${reason}"\\} (\\d+)$`, 'm');
      return Number(line.exec(text)?.[1] ?? '0');
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

async function until(condition: () => Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const endsAt = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > endsAt) throw new Error('The condition did not come true in time.');
    await new Promise((done) => setTimeout(done, 20));
  }
}

beforeAll(async () => {
  shared = await testRedis();
  names = new RedisNames(shared.url);
  redis = new Redis(shared.url);
});
beforeEach(async () => {
  await shared.flush();
  asker = await startReplica({ app: 'tools', keys, redisUrl: shared.urlOf('tools'), definitions });
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  await asker.close();
});
afterAll(async () => {
  redis.disconnect();
  await shared.drop();
});

describe('two replicas in processes of their own', () => {
  it('handle each ask exactly once between them, and hear each announcement both', async () => {
    const replicas = await Promise.all([startProcess(), startProcess()]);
    const values = Array.from({ length: 400 }, (_, value) => value);
    await Promise.all(values.map((value) => asker.messages.ask(double, { value }, { deadlineMs: 30_000 })));
    const sender = await startReplica({ app: 'data', keys, redisUrl: shared.urlOf('data'), definitions: [] });
    for (const value of values.slice(0, 20)) await sender.messages.announce(changed, { value });
    await sender.close();
    await until(async () =>
      (await Promise.all(replicas.map(heardBy))).every(({ announced }) => announced.length >= 20),
    );
    const heard = await Promise.all(replicas.map(heardBy));
    expect(heard.flatMap(({ handled }) => handled).sort((a, b) => a - b)).toEqual(values);
    expect(heard.every(({ handled }) => handled.length > 0)).toBe(true);
    for (const { announced } of heard) expect([...announced].sort((a, b) => a - b)).toEqual(values.slice(0, 20));
  });

  it('refuse what is unsigned, replayed or breaks its schema, and count it where a scrape sees it (A07, A17)', async () => {
    const replicas = await Promise.all([startProcess(), startProcess()]);
    await asker.messages.ask(double, { value: 0 }, { deadlineMs: 20_000 });
    const epoch = (await redis.get(names.epoch)) ?? '';
    const tools = PairKeys.fromConfig('tools', keys.privateKeyOf('tools'), keys.publicKeys);
    const data = PairKeys.fromConfig('data', keys.privateKeyOf('data'), keys.publicKeys);
    const frame = (payload: unknown): string =>
      encodeAsk(
        tools.sendingKey('ask', 'data'),
        { deadlineMs: Date.now() + 30_000, id: newMessageId(), epoch, caller: 'tools' },
        { name: double.name, replyTo: names.answers('tools', 'x'), correlationId: 'req-12345678', payload },
      );
    const good = frame({ value: 1 });
    const wrong = frame({ value: 'one' });
    // With an id of its own: Redis would take a changed copy of `good` for a replay before anyone checks its MAC.
    const forged = frame({ value: 1 }).replace('"value":1', '"value":2');
    await redis.rpush(names.asks('data'), good, good, forged, wrong);
    await until(async () => (await refused(replicas, 'ask', 'replay')) === 1);
    await until(async () => (await refused(replicas, 'ask', 'signature')) === 1);
    await until(async () => (await refused(replicas, 'ask', 'schema')) === 1);

    const head = { sender: 'data' as const, correlationId: 'req-12345678', sentAtMs: Date.now() };
    const said = signAnnouncement(data, changed.name, { ...head, id: newMessageId(), body: '{"value":5}' });
    for (const packet of [said, said, { ...said, body: '{"value":6}' }]) {
      await redis.publish(names.announcement(changed.name), JSON.stringify({ data: packet }));
    }
    await until(async () => (await refused(replicas, 'announcement', 'replay')) === 2);
    await until(async () => (await refused(replicas, 'announcement', 'signature')) === 2);
    const heard = await Promise.all(replicas.map(heardBy));
    expect(heard.flatMap(({ handled }) => handled).sort()).toEqual([0, 1]);
    expect(heard.map(({ announced }) => announced)).toEqual([[5], [5]]);
  });
});

describe('the only replica', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'that restarts after %s answers what was asked meanwhile',
    async (signal) => {
      const first = await startProcess();
      await asker.messages.ask(double, { value: 1 }, { deadlineMs: 20_000 });
      await end(first, signal);
      const answer = asker.messages.ask(double, { value: 21 }, { deadlineMs: 45_000 });
      await until(async () => (await redis.llen(names.asks('data'))) === 1);
      const second = await startProcess();
      await expect(answer).resolves.toEqual({ value: 42, servedBy: `process-${second.child.pid ?? 0}` });
    },
  );

  it('that comes back too late serves nothing late; the asker got `unavailable` at the deadline', async () => {
    const first = await startProcess();
    await asker.messages.ask(double, { value: 1 }, { deadlineMs: 20_000 });
    await end(first, 'SIGKILL');
    const askedAt = performance.now();
    const asked = asker.messages.ask(double, { value: 21 }, { deadlineMs: 500 });
    await expect(asked).rejects.toMatchObject({ kind: 'unavailable' });
    expect(performance.now() - askedAt).toBeGreaterThan(480);
    const second = await startProcess();
    await until(async () => (await refused([second], 'ask', 'late')) === 1);
    expect((await heardBy(second)).handled).toEqual([]);
  });

  it('that is killed at work leaves its question to its deadline: it is not done a second time', async () => {
    const first = await startProcess();
    const asked = asker.messages.ask(slow, { waitMs: 5_000 }, { deadlineMs: 4_000 });
    const failed = expect(asked).rejects.toMatchObject({ kind: 'unavailable' });
    await until(async () => (await redis.zcard(names.taken('data'))) === 1);
    await end(first, 'SIGKILL');
    await startProcess();
    await failed;
    expect(await redis.llen(names.asks('data'))).toBe(0);
  });
});

describe('a process', () => {
  it.each(['SERVICE_PRIVATE_KEY', 'SERVICE_PUBLIC_KEYS'])(
    'without %s refuses to start, names it, and never listens (A07)',
    async (name) => {
      const child = spawn({ [name]: '' });
      let said = '';
      child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
      const messages: unknown[] = [];
      child.on('message', (message) => messages.push(message));
      const code = await new Promise<number | null>((done) => child.once('close', done));
      expect(code).toBe(78);
      expect(said).toContain(name);
      expect(messages).toEqual([]);
    },
  );
});

import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { Redis } from 'ioredis';
import { defineAsk } from '@sentrybox/contracts';
import type { Principal } from '@sentrybox/contracts';
import { testRedis } from '@sentrybox/testing';
import type { TestRedis } from '@sentrybox/testing';
import { runInRequestContext } from '@sentrybox/observability';
import { PairKeys } from './keys/pair-keys';
import { RedisNames } from './redis/redis-names';
import { answering, changed, definitions, double, fail, slow, whoAsks } from '../test/numbers';
import type { Heard } from '../test/numbers';
import { TestKeyRing } from '../test/test-key-ring';
import { startReplica } from '../test/test-replica';
import type { TestReplica } from '../test/test-replica';
import { signAnnouncement } from './wire/announcement-frame';
import { encodeAsk } from './wire/ask-frame';
import { newMessageId } from './wire/message-id';

jest.setTimeout(20_000);

let ownRedis: TestRedis;
let redisUrl: string;
let names: RedisNames;
let redis: Redis;

const user: Principal = {
  kind: 'user',
  userId: '0190d1c5-0000-7000-8000-000000000001',
  sessionId: '0190d1c5-0000-7000-8000-000000000002',
  platformRole: 'analyst',
  mustChangePassword: false,
  teamId: '0190d1c5-0000-7000-8000-000000000003',
  teamRole: 'member',
  permissions: ['indicators:read'],
};

async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 3_000): Promise<void> {
  const endsAt = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > endsAt) throw new Error('The condition did not come true in time.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const keys = new TestKeyRing(['data', 'tools', 'identity']);
const open: { close(): Promise<void> }[] = [];

async function replica(name: string, heard: Heard = { handled: [], announced: [] }): Promise<TestReplica> {
  const started = await startReplica({
    app: 'data',
    keys,
    redisUrl: ownRedis.urlOf('data'),
    definitions,
    controllers: [answering(name, heard)],
  });
  open.push(started);
  return started;
}

async function client(app: 'tools' | 'identity' = 'tools'): Promise<TestReplica> {
  const started = await startReplica({ app, keys, redisUrl: ownRedis.urlOf(app), definitions });
  open.push(started);
  return started;
}

beforeAll(async () => {
  ownRedis = await testRedis();
  redisUrl = ownRedis.url;
  names = new RedisNames(redisUrl);
  redis = new Redis(redisUrl);
});
beforeEach(async () => {
  await ownRedis.flush();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map(async (replicaOrClient) => replicaOrClient.close()));
});
afterAll(async () => {
  redis.disconnect();
  await ownRedis.drop();
});

describe('asks', () => {
  it('are handled by exactly one of two replicas, and both take part', async () => {
    const heard: Heard[] = [
      { handled: [], announced: [] },
      { handled: [], announced: [] },
    ];
    await Promise.all(heard.map((it, index) => replica(`r${index}`, it)));
    const asker = await client();
    const values = Array.from({ length: 500 }, (_, value) => value);
    const answers = await Promise.all(
      values.map((value) => asker.messages.ask(double, { value }, { deadlineMs: 10_000 })),
    );
    expect(answers.map(({ value }) => value)).toEqual(values.map((value) => value * 2));
    expect(heard.flatMap(({ handled }) => handled).sort((a, b) => a - b)).toEqual(values);
    expect(new Set(answers.map(({ servedBy }) => servedBy)).size).toBe(2);
  });

  it('end as unavailable at the deadline when no replica is alive', async () => {
    const asker = await client();
    const startedAt = performance.now();
    await expect(asker.messages.ask(double, { value: 1 }, { deadlineMs: 300 })).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'unavailable',
    });
    expect(performance.now() - startedAt).toBeGreaterThan(280);
    expect(performance.now() - startedAt).toBeLessThan(600);
  });

  it('that wait while the only replica restarts are answered when it is back before the deadline', async () => {
    const asker = await client();
    const first = await replica('first');
    await asker.messages.ask(double, { value: 1 });
    await first.close();
    const answer = asker.messages.ask(double, { value: 21 }, { deadlineMs: 5_000 });
    await until(async () => (await redis.llen(names.asks('data'))) === 1);
    await replica('second');
    await expect(answer).resolves.toEqual({ value: 42, servedBy: 'second' });
  });

  it('are dropped once past their deadline, never served late', async () => {
    const asker = await client();
    await expect(asker.messages.ask(double, { value: 1 }, { deadlineMs: 100 })).rejects.toMatchObject({
      kind: 'unavailable',
    });
    const heard: Heard = { handled: [], announced: [] };
    const late = await replica('late', heard);
    await until(async () => (await late.refused('ask', 'late')) === 1);
    await asker.messages.ask(double, { value: 2 });
    expect(heard.handled).toEqual([2]);
  });

  it('whose answer comes after the deadline get none', async () => {
    const asker = await client();
    const owner = await replica('slow');
    await expect(asker.messages.ask(slow, { waitMs: 300 }, { deadlineMs: 100 })).rejects.toMatchObject({
      kind: 'unavailable',
    });
    await until(async () => (await owner.refused('answer', 'late')) === 1);
  });

  it('finish on a replica that is told to stop, and the rest goes to the other one', async () => {
    const asker = await client();
    const first = await replica('first');
    const second = await replica('second');
    const answers = Promise.all(
      Array.from({ length: 200 }, () => asker.messages.ask(slow, { waitMs: 20 }, { deadlineMs: 5_000 })),
    );
    await first.close();
    await expect(answers).resolves.toHaveLength(200);
    await second.close();
  });

  it('carry the user on whose behalf, the caller and the request id (A07)', async () => {
    await replica('one');
    const asker = await client();
    const context = { requestId: 'req-12345678', clientIp: '', startedAt: 0, principal: user };
    const asked = await runInRequestContext(context, () => asker.messages.ask(whoAsks, {}));
    expect(asked).toEqual({ caller: 'tools', userId: user.userId, requestId: 'req-12345678' });
    const alone = await runInRequestContext(context, () => asker.messages.ask(whoAsks, {}, { onBehalfOf: null }));
    expect(alone.userId).toBeUndefined();
  });

  it('rethrow a domain error at the asker, and hide anything else', async () => {
    await replica('one');
    const asker = await client();
    await expect(asker.messages.ask(fail, { how: 'domain' })).rejects.toMatchObject({
      kind: 'not_found',
      code: 'number_not_found',
      message: 'There is no such number.',
    });
    for (const how of ['bug', 'contract'] as const) {
      const error: unknown = await asker.messages.ask(fail, { how }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ kind: 'bug', code: 'internal_error' });
      expect(String(error)).not.toContain('secret detail');
    }
  });

  it('never leave when they break their contract, and undeclared fields of answers do not either', async () => {
    await replica('one');
    const asker = await client();
    await expect(asker.messages.ask(double, { value: 1.5 })).rejects.toMatchObject({ kind: 'bug' });
    expect(await asker.messages.ask(double, { value: 4 })).not.toHaveProperty('secret');
  });

  it('and announcements fail at once while Redis is away, where the start succeeded all the same', async () => {
    const away = await startReplica({ app: 'data', keys, redisUrl: 'redis://127.0.0.1:1', definitions: [] });
    open.push(away);
    const startedAt = performance.now();
    await expect(away.messages.ask(double, { value: 1 })).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(away.messages.announce(changed, { value: 1 })).rejects.toMatchObject({ kind: 'unavailable' });
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

describe('forged asks', () => {
  const toolsKeys = PairKeys.fromConfig('tools', keys.privateKeyOf('tools'), keys.publicKeys);
  const body = (name = double.name, payload: unknown = { value: 7 }) => ({
    name,
    replyTo: names.answers('tools', 'nobody'),
    correlationId: 'req-12345678',
    payload,
  });
  const frame = (deadlineInMs = 5_000) =>
    encodeAsk(
      toolsKeys.sendingKey('ask', 'data'),
      { deadlineMs: Date.now() + deadlineInMs, id: newMessageId(), epoch, caller: 'tools' },
      body(),
    );
  let heard: Heard;
  let owner: TestReplica;
  let epoch: string;
  beforeEach(async () => {
    heard = { handled: [], announced: [] };
    owner = await replica('one', heard);
    epoch = await currentEpoch();
  });

  async function currentEpoch(): Promise<string> {
    await until(async () => (await redis.exists(names.epoch)) === 1);
    return (await redis.get(names.epoch)) ?? '';
  }

  async function expectRefused(reason: string, ...frames: string[]): Promise<void> {
    await redis.rpush(names.asks('data'), ...frames);
    await until(async () => (await owner.refused('ask', reason)) > 0);
    // The next good one is served: the process is up and nothing was handled in between.
    const asker = await client();
    await asker.messages.ask(double, { value: 0 });
  }

  it('are refused when a byte of the body was changed', async () => {
    await expectRefused('signature', frame().replace('"value":7', '"value":8'));
    expect(heard.handled).toEqual([0]);
  });

  it('are refused when the deadline was changed', async () => {
    const [head = '', rest = ''] = frame().split('\n');
    await expectRefused('signature', `${Date.now() + 30_000}${head.slice(13)}\n${rest}`);
    expect(heard.handled).toEqual([0]);
  });

  it('are refused when they name another caller, or none of ours', async () => {
    await expectRefused('signature', frame().replace(' tools ', ' identity '), frame().replace(' tools ', ' nobody '));
    expect(heard.handled).toEqual([0]);
  });

  it('are refused when they were signed for another service (A07)', async () => {
    const forIdentity = encodeAsk(
      toolsKeys.sendingKey('ask', 'identity'),
      { deadlineMs: Date.now() + 5_000, id: newMessageId(), epoch, caller: 'tools' },
      body(),
    );
    await expectRefused('signature', forIdentity);
    expect(heard.handled).toEqual([0]);
  });

  it('are refused when they are replayed, by the same replica and by another (A07, F10)', async () => {
    const other = await replica('two', heard);
    const once = frame();
    await redis.rpush(names.asks('data'), once);
    await until(() => heard.handled.length === 1);
    await redis.rpush(names.asks('data'), once, once, once, once);
    await until(async () => (await owner.refused('ask', 'replay')) + (await other.refused('ask', 'replay')) === 4);
    expect(heard.handled).toEqual([7]);
  });

  it('that were taken before Redis forgot everything are not served again after it, by no replica (A07, F03, F10)', async () => {
    const other = await replica('two', heard);
    const captured = Array.from({ length: 4 }, () => frame());
    await redis.rpush(names.asks('data'), ...captured);
    await until(() => heard.handled.length === 4);
    const refusals = async (): Promise<number> =>
      (await owner.refused('ask', 'replay')) + (await other.refused('ask', 'replay'));
    await redis.flushdb();
    await redis.rpush(names.asks('data'), ...captured);
    await until(async () => (await refusals()) === 4);
    // A second flush brings no epoch back, and asking goes on.
    await redis.flushdb();
    await redis.rpush(names.asks('data'), ...captured);
    await until(async () => (await refusals()) === 8);
    await (await client()).messages.ask(double, { value: 0 });
    expect(heard.handled).toEqual([7, 7, 7, 7, 0]);
  });

  it('are signed anew when Redis forgot everything between two of them', async () => {
    const asker = await client();
    for (let value = 0; value < 5; value += 1) {
      await expect(asker.messages.ask(double, { value })).resolves.toMatchObject({ value: value * 2 });
      await redis.flushdb();
    }
    expect(heard.handled).toEqual([0, 1, 2, 3, 4]);
  });

  it('are refused when their deadline is too far ahead to be remembered', async () => {
    await expectRefused('malformed', frame(120_000));
    expect(heard.handled).toEqual([0]);
  });

  it('are refused when they break the schema, hostile bytes included (A17)', async () => {
    const signed = (wrong: object) =>
      encodeAsk(
        toolsKeys.sendingKey('ask', 'data'),
        { deadlineMs: Date.now() + 5_000, id: newMessageId(), epoch, caller: 'tools' },
        wrong as ReturnType<typeof body>,
      );
    await expectRefused(
      'schema',
      '',
      'garbage',
      '\u0000'.repeat(100),
      `${'9'.repeat(13)} ${'x'.repeat(2_000)}`,
      signed({ __proto__: null, constructor: 'x' }),
      signed({ ...body(), payload: { value: '$(id)' } }),
      signed({ ...body(), replyTo: 'somewhere:else' }),
      signed({ ...body(), extra: 1 }),
    );
    expect(heard.handled).toEqual([0]);
    expect(await owner.refused('ask', 'malformed')).toBeGreaterThanOrEqual(4);
  });

  it('of an unknown name are answered as unavailable', async () => {
    const unknown = defineAsk({ ...double, name: 'data.nothing.known' });
    const asker = await client();
    await expect(asker.messages.ask(unknown, { value: 1 })).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('and forged answers are refused too', async () => {
    const asker = await client();
    const channels = await redis.pubsub('CHANNELS', `${names.answers('tools', '')}*`);
    for (const channel of channels as string[]) {
      await redis.publish(channel, `${'A'.repeat(43)} data\n${newMessageId()} {"answer":{"value":1}}`);
      await redis.publish(channel, '{"answer":{"value":1}}');
    }
    await until(async () => (await asker.refused('answer', 'signature')) === 1);
    await until(async () => (await asker.refused('answer', 'malformed')) === 1);
  });
});

describe('announcements', () => {
  it('are heard by every replica of every listener, once', async () => {
    const heard: Heard[] = [
      { handled: [], announced: [] },
      { handled: [], announced: [] },
    ];
    const [sender] = await Promise.all(heard.map((it, index) => replica(`r${index}`, it)));
    for (let value = 0; value < 20; value += 1) await sender?.messages.announce(changed, { value });
    await until(() => heard.every(({ announced }) => announced.length >= 20));
    const expected = Array.from({ length: 20 }, (_, value) => value);
    for (const { announced } of heard) expect([...announced].sort((a, b) => a - b)).toEqual(expected);
  });

  it('of another app cannot be made', async () => {
    const asker = await client();
    await expect(asker.messages.announce(changed, { value: 1 })).rejects.toMatchObject({ kind: 'bug' });
  });

  it('are refused unsigned, forged by another app, old, replayed, schema-breaking or dressed as a question', async () => {
    const heard: Heard = { handled: [], announced: [] };
    const listener = await replica('one', heard);
    const channel = names.announcement(changed.name);
    const ownKeys = PairKeys.fromConfig('data', keys.privateKeyOf('data'), keys.publicKeys);
    const toolKeys = PairKeys.fromConfig('tools', keys.privateKeyOf('tools'), keys.publicKeys);
    const head = (sentAtMs = Date.now(), value: unknown = 1) => ({
      sender: 'data' as const,
      id: newMessageId(),
      sentAtMs,
      correlationId: 'req-12345678',
      body: JSON.stringify({ value }),
    });
    const publish = async (packet: unknown): Promise<void> => {
      await redis.publish(channel, typeof packet === 'string' ? packet : JSON.stringify(packet));
    };
    await publish('not json');
    await publish('null');
    await publish({ id: 'x', pattern: changed.name, data: { value: 2 } });
    await publish({ pattern: changed.name, data: { value: 2 } });
    await until(async () => (await listener.refused('announcement', 'malformed')) === 4);
    await publish({ data: signAnnouncement(toolKeys, changed.name, head()) });
    await publish({ data: { ...signAnnouncement(ownKeys, changed.name, head()), body: '{"value":9}' } });
    await publish({ data: signAnnouncement(ownKeys, 'data.other.changed', head()) });
    await until(async () => (await listener.refused('announcement', 'signature')) === 3);
    await publish({ data: signAnnouncement(toolKeys, changed.name, { ...head(), sender: 'tools' }) });
    await until(async () => (await listener.refused('announcement', 'not_owner')) === 1);
    await publish({ data: signAnnouncement(ownKeys, changed.name, head(Date.now() - 60_000)) });
    await until(async () => (await listener.refused('announcement', 'late')) === 1);
    await publish({ data: signAnnouncement(ownKeys, changed.name, head(Date.now(), 'text')) });
    await until(async () => (await listener.refused('announcement', 'schema')) === 1);
    const good = { data: signAnnouncement(ownKeys, changed.name, head(Date.now(), 5)) };
    await publish(good);
    await publish(good);
    await until(async () => (await listener.refused('announcement', 'replay')) === 1);
    expect(heard.announced).toEqual([5]);
  });
});

describe('the start', () => {
  it('fails when an own ask has no handler', async () => {
    await expect(startReplica({ app: 'data', keys, redisUrl, definitions })).rejects.toThrow(/has no handler/);
  });

  it('fails when an ask has two handlers, is not in the contracts or belongs to another app', async () => {
    const heard: Heard = { handled: [], announced: [] };
    const controllers = [answering('a', heard), answering('b', heard)];
    await expect(startReplica({ app: 'data', keys, redisUrl, definitions, controllers })).rejects.toThrow(
      /more than one handler/,
    );
    const one = { keys, redisUrl, controllers: [answering('a', heard)] };
    await expect(startReplica({ ...one, app: 'data', definitions: [double] })).rejects.toThrow(/not in the contracts/);
    await expect(startReplica({ ...one, app: 'tools', definitions })).rejects.toThrow(/belongs to another app/);
  });

  it('fails when a handler names no transport, which would run it on every replica', async () => {
    @Controller()
    class UnmarkedController {
      @MessagePattern('data.number.double')
      double(): number {
        return 1;
      }
    }
    const controllers = [UnmarkedController];
    await expect(startReplica({ app: 'data', keys, redisUrl, definitions: [], controllers })).rejects.toThrow(
      /without @Ask or @Announcement/,
    );
  });

  it('fails with a private key that is not the published one', async () => {
    const foreign = new TestKeyRing(['data']);
    const mixed = Object.assign(new TestKeyRing(['data']), { privateKeyOf: () => foreign.privateKeyOf('data') });
    await expect(startReplica({ app: 'data', keys: mixed, redisUrl, definitions: [] })).rejects.toThrow(
      /does not belong/,
    );
  });
});

import { randomUUID } from 'node:crypto';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { appNames } from '@sentrybox/contracts';
import type { AppName, UserPrincipal } from '@sentrybox/contracts';
import { conflict } from '@sentrybox/errors';
import { commandQueueName, generateServiceKeys, PairKeys } from '@sentrybox/messaging';
import { runInRequestContext } from '@sentrybox/observability';
import { tenancyFaults, testDatabase, testRedis } from '@sentrybox/testing';
import type { TestDatabase, TestRedis } from '@sentrybox/testing';
import { actingFor, commandMigrations, runProbe, startCommandApp } from '../../test/command-apps';
import type { CommandApp } from '../../test/command-apps';
import { keyPrefix } from '../redis/job';
import { seal } from './command-message';
import type { CommandMessage } from './command-message';

jest.setTimeout(60_000);

const team = '0190d1c5-0000-7000-8000-0000000000aa';
const otherTeam = '0190d1c5-0000-7000-8000-0000000000bb';
const user: UserPrincipal = {
  ...{
    kind: 'user',
    userId: '0190d1c5-0000-7000-8000-000000000001',
    sessionId: '0190d1c5-0000-7000-8000-000000000002',
  },
  ...{ platformRole: 'analyst', mustChangePassword: false, teamId: team, teamRole: 'member', permissions: [] },
};

const pairs = new Map(appNames.map((app) => [app, generateServiceKeys()]));
const publicKeys = JSON.stringify(Object.fromEntries([...pairs].map(([app, { publicKey }]) => [app, publicKey])));
const privateKeyOf = (app: AppName): string => pairs.get(app)?.privateKey ?? '';
const keysOf = (app: AppName): PairKeys => PairKeys.fromConfig(app, privateKeyOf(app), publicKeys);

let db: TestDatabase;
let ownRedis: TestRedis;
let redis: Redis;
const open: CommandApp[] = [];

async function start(app: 'tools' | 'responder'): Promise<CommandApp> {
  const started = await startCommandApp({
    ...{ app, publicKeys, privateKey: privateKeyOf(app) },
    ...{ database: db.databaseOf(app), redisUrl: ownRedis.urlOf(app) },
  });
  open.push(started);
  return started;
}

async function send(by: CommandApp, count = 1): Promise<string[]> {
  return await by.database.inTeam(team, async () => {
    const ids: string[] = [];
    for (let n = 0; n < count; n += 1) {
      ids.push(await by.commands.send(runProbe, { teamId: team, payload: { target: `host-${n}` } }));
    }
    return ids;
  });
}

interface Effect {
  readonly command_id: string;
  readonly what: string;
}

async function effects(app: 'tools' | 'responder'): Promise<Effect[]> {
  return await db.query<Effect>(`SELECT command_id, what FROM ${app}.effect ORDER BY command_id`);
}

async function count(table: string): Promise<number> {
  return (await db.query(`SELECT 1 FROM ${table}`)).length;
}

async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const endsAt = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > endsAt) throw new Error('The condition did not come true in time.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function settled(howMany: number): Promise<void> {
  await until(
    async () => (await effects('responder')).length >= howMany && (await count('tools.command_outbox')) === 0,
  );
}

/** Puts a message into a queue of tools as somebody with access to Redis would. */
async function inject(data: unknown, from: AppName = 'responder', jobId: string = randomUUID()): Promise<void> {
  const queue = new Queue(commandQueueName('tools', from), { connection: redis, prefix: keyPrefix });
  await queue.add('command', data, { jobId: `x-${jobId}`, removeOnComplete: true, removeOnFail: true });
  await queue.close();
}

function aCommand(changes: Partial<Extract<CommandMessage, { kind: 'command' }>> = {}): CommandMessage {
  const id = randomUUID();
  return {
    ...{ kind: 'command', id, commandId: id, from: 'responder', teamId: team, name: runProbe.name },
    ...{ correlationId: 'req-12345678', body: { target: 'host' }, ...changes },
  };
}

beforeAll(async () => {
  [db, ownRedis] = await Promise.all([testDatabase(commandMigrations), testRedis()]);
  redis = new Redis(ownRedis.url, { maxRetriesPerRequest: null });
});
beforeEach(async () => {
  await ownRedis.flush();
  for (const app of ['tools', 'responder']) {
    await db.query(
      `TRUNCATE ${['work', 'outbox', 'command_outbox', 'command_inbox', 'effect'].map((t) => `${app}.${t}`).join()}`,
    );
  }
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});
afterAll(async () => {
  redis.disconnect();
  await Promise.all([db.drop(), ownRedis.drop()]);
});

describe('commands', () => {
  it('take effect once at the owner, and their outcome once at the caller', async () => {
    const [responder, tools] = [await start('responder'), await start('tools')];
    const ids = (await send(responder, 50)).sort();
    await settled(50);
    expect(await effects('tools')).toEqual(ids.map((id) => ({ command_id: id, what: 'done' })));
    expect(await effects('responder')).toEqual(ids.map((id) => ({ command_id: id, what: 'found 1' })));
    expect(await count('responder.command_outbox')).toBe(0);
    expect(await tools.metric('command_messages_total', { kind: 'command', result: 'accepted' })).toBe(50);
  });

  it('carry the signed caller, the user on whose behalf, and the request (A07)', async () => {
    const [responder, tools] = [await start('responder'), await start('tools')];
    const seen: unknown[] = [];
    tools.script.run = async (command) => {
      seen.push([command.caller, command.onBehalfOf, command.teamId, command.payload, actingFor()]);
      await command.finish({ found: 2 });
    };
    responder.script.settle = async () => {
      seen.push(actingFor());
      await Promise.resolve();
    };
    const context = { requestId: 'req-12345678', clientIp: '', startedAt: 0, principal: user };
    await runInRequestContext(context, () => send(responder));
    await settled(1);
    const acting = { requestId: 'req-12345678', userId: user.userId };
    expect(seen).toEqual([['responder', user, team, { target: 'host-0' }, acting], acting]);
  });

  it('are not sent when the transaction of their caller is rolled back', async () => {
    const [responder] = [await start('responder'), await start('tools')];
    const rolledBack = responder.database.inTeam(team, async () => {
      await responder.commands.send(runProbe, { teamId: team, payload: { target: 'x' } });
      throw conflict('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    await send(responder);
    await settled(1);
    expect(await count('tools.command_inbox')).toBe(1);
  });

  it('wait for an owner that is away, and their outcomes for a caller that is away (F03)', async () => {
    const first = await start('responder');
    await send(first, 20);
    await ownRedis.flush();
    await open.pop()?.close();
    await start('tools');
    await start('responder');
    await until(async () => (await count('tools.effect')) === 20);
    await settled(20);
    expect(await count('responder.effect')).toBe(20);
  });

  it('are neither lost nor done twice when Redis forgets everything again and again (F03)', async () => {
    const responder = await start('responder');
    await Promise.all([start('tools'), start('tools'), start('responder')]);
    for (let round = 0; round < 10; round += 1) {
      await send(responder, 20);
      await ownRedis.flush();
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 100));
      await ownRedis.flush();
    }
    await settled(200);
    for (const app of ['tools', 'responder'] as const) {
      expect(new Set((await effects(app)).map((effect) => effect.command_id)).size).toBe(200);
      expect(await effects(app)).toHaveLength(200);
    }
  });

  it('that fail for good end in the dead letters, tell the caller why, and hold nobody up (F09)', async () => {
    const [responder, tools] = [await start('responder'), await start('tools')];
    const attempts: number[] = [];
    tools.script.run = async (command, effect) => {
      if (command.payload.target === 'host-0') {
        attempts.push(command.attempt);
        throw new TypeError('secret detail');
      }
      await command.finish({ found: 1 }, () => effect('done'));
    };
    const [poison] = await send(responder, 5);
    await settled(5);
    expect(attempts).toEqual([1, 2]);
    const told = await effects('responder');
    expect(told.find((effect) => effect.command_id === poison)?.what).toBe('failed internal_error');
    expect(told.filter(({ what }) => what === 'found 1')).toHaveLength(4);
    const dead = await db.query('SELECT id, kind FROM tools.work WHERE state = $1', ['failed']);
    expect(dead).toEqual([{ id: poison, kind: 'tools.run-probe' }]);
    expect(await tools.metric('job_dead_letter_total')).toBe(1);
    const outbox = await db.query<{ body: unknown }>('SELECT body FROM responder.command_inbox WHERE command_id = $1', [
      poison,
    ]);
    expect(JSON.stringify(outbox)).not.toContain('secret detail');
  });

  it('whose outcome cannot be settled now are settled later, once', async () => {
    const responder = await start('responder');
    await start('tools');
    let isBroken = true;
    responder.script.settle = async () => {
      await Promise.resolve();
      if (isBroken) throw new Error('not now');
    };
    await send(responder);
    await until(async () => (await db.query('SELECT 1 FROM responder.work WHERE attempt > 1')).length === 1);
    isBroken = false;
    await settled(1);
    expect(await effects('responder')).toHaveLength(1);
  });
});

describe('messages in a queue of commands', () => {
  let tools: CommandApp;
  beforeEach(async () => {
    tools = await start('tools');
  });

  async function expectRefused(reason: string, howMany: number): Promise<void> {
    await until(async () => (await tools.metric('command_messages_refused_total', { reason })) >= howMany);
    expect(await count('tools.command_inbox')).toBe(0);
    expect(await count('tools.work')).toBe(0);
  }

  it('that arrive twice, also after they were done, make one work row and one effect (F10)', async () => {
    const sealed = seal(keysOf('responder'), 'tools', aCommand());
    await Promise.all([inject(sealed), inject(sealed), inject(sealed)]);
    await until(async () => (await count('tools.effect')) === 1);
    await inject(sealed);
    await until(async () => (await tools.metric('command_messages_total', { result: 'duplicate' })) === 3);
    expect(await count('tools.work')).toBe(1);
    expect(await count('tools.effect')).toBe(1);
  });

  it('are refused unsealed, altered, hostile or sealed by another service (A07, A17)', async () => {
    const sealed = seal(keysOf('responder'), 'tools', aCommand());
    await inject({ ...sealed, text: sealed.text.replace('"host"', '"evil"') });
    await inject({ ...sealed, mac: 'A'.repeat(43) });
    await inject(seal(keysOf('data'), 'tools', aCommand()));
    await inject(seal(keysOf('responder'), 'data', aCommand()));
    await expectRefused('signature', 4);
    await inject(null);
    await inject('text');
    await inject({ __proto__: null, text: { toString: 1 }, mac: [] });
    await inject({ text: 'x'.repeat(2_000_000), mac: 'A'.repeat(43) });
    await expectRefused('malformed', 4);
    await inject(seal(keysOf('responder'), 'tools', { hello: 1 } as unknown as CommandMessage));
    await inject(seal(keysOf('responder'), 'tools', aCommand({ from: 'guardian' })));
    await expectRefused('schema', 2);
  });

  it('are refused for a user of another team, and when nobody here does what they ask', async () => {
    await inject(seal(keysOf('responder'), 'tools', aCommand({ onBehalfOf: { ...user, teamId: otherTeam } })));
    await expectRefused('not_allowed', 1);
    await inject(seal(keysOf('responder'), 'tools', aCommand({ name: 'tools.unknown' })));
    await expectRefused('unknown_name', 1);
  });

  it('that break the contract of their command are answered as invalid and never run', async () => {
    const message = aCommand({ body: { target: 7 } });
    await inject(seal(keysOf('responder'), 'tools', message));
    await until(async () => (await count('tools.command_inbox')) === 1);
    const [outcome] = await db.query<{ body: unknown }>('SELECT body FROM tools.command_outbox');
    expect(outcome?.body).toMatchObject({ error: { kind: 'invalid' } });
    expect(await count('tools.work')).toBe(0);
  });

  it('that bring an outcome nobody waits for are refused', async () => {
    const responder = await start('responder');
    const id = randomUUID();
    const forged: CommandMessage = {
      ...{ kind: 'outcome', id, commandId: randomUUID(), from: 'tools', teamId: team, name: runProbe.name },
      ...{ correlationId: 'req-12345678', body: { outcome: { found: 1 } } },
    };
    const queue = new Queue(commandQueueName('responder', 'tools'), { connection: redis, prefix: keyPrefix });
    await queue.add('outcome', seal(keysOf('tools'), 'responder', forged));
    await queue.close();
    await until(
      async () => (await responder.metric('command_messages_refused_total', { reason: 'unknown_command' })) === 1,
    );
    expect(await count('responder.work')).toBe(0);
  });
});

describe('the tables of commands', () => {
  it('keep teams apart (A08, A10)', async () => {
    expect(await tenancyFaults((text, values) => db.query(text, values))).toEqual([]);
  });
});

describe('the start', () => {
  it.each(['tools', 'responder'] as const)('of %s fails without a handler', async (app) => {
    const database = db.databaseOf(app);
    const options = { app, database, publicKeys, privateKey: privateKeyOf(app), redisUrl: ownRedis.urlOf(app) };
    await expect(startCommandApp({ ...options, hasHandlers: false })).rejects.toThrow(/has no @(?:Command|Outcome)/);
    await database.close();
  });
});

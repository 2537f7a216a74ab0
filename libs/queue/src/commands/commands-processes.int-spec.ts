import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { appNames } from '@sentrybox/contracts';
import { generateServiceKeys } from '@sentrybox/messaging';
import { testDatabase, testRedis, typescriptProcess } from '@sentrybox/testing';
import type { TestDatabase, TestRedis } from '@sentrybox/testing';
import { commandMigrations, runProbe, startCommandApp } from '../../test/command-apps';
import type { CommandApp } from '../../test/command-apps';

jest.setTimeout(120_000);

type App = 'tools' | 'responder';

const team = '0190d1c5-0000-7000-8000-0000000000aa';
const pairs = new Map(appNames.map((app) => [app, generateServiceKeys()]));
const publicKeys = JSON.stringify(Object.fromEntries([...pairs].map(([app, { publicKey }]) => [app, publicKey])));

let db: TestDatabase;
let redis: TestRedis;
let sender: CommandApp;
const children = new Map<App, ChildProcess>();

function settingsOf(app: App) {
  const privateKey = pairs.get(app)?.privateKey ?? '';
  return { app, privateKey, publicKeys, redisUrl: redis.urlOf(app), url: db.urlOf(app), workUrl: db.workUrlOf(app) };
}

async function startProcess(app: App): Promise<void> {
  const child = fork(require.resolve('../../test/command-process'), {
    execArgv: [...typescriptProcess],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.set(app, child);
  child.send(settingsOf(app));
  await new Promise<void>((up, down) => {
    child.once('message', () => {
      up();
    });
    child.once('exit', (code, signal) => {
      down(new Error(`${app} ended with ${String(code ?? signal)}.`));
    });
  });
}

async function kill(app: App): Promise<void> {
  const child = children.get(app);
  if (child === undefined) return;
  const exited = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await exited;
}

async function effectsOf(app: App): Promise<{ rows: number; commands: number }> {
  const [seen] = await db.query<{ rows: number; commands: number }>(
    `SELECT count(*)::int AS rows, count(DISTINCT command_id)::int AS commands FROM ${app}.effect`,
  );
  return seen ?? { rows: 0, commands: 0 };
}

async function until(condition: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const endsAt = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > endsAt) throw new Error('The condition did not come true in time.');
    await new Promise((done) => setTimeout(done, 20));
  }
}

beforeAll(async () => {
  [db, redis] = await Promise.all([testDatabase(commandMigrations), testRedis()]);
  sender = await startCommandApp({ ...settingsOf('responder'), database: db.databaseOf('responder') });
  await Promise.all([startProcess('tools'), startProcess('responder')]);
});
afterAll(async () => {
  for (const child of children.values()) child.kill('SIGKILL');
  await sender.close();
  await Promise.all([db.drop(), redis.drop()]);
});

it('commands survive the death of both sides at any moment and a Redis that forgets: each is done and told once (F01, F03)', async () => {
  const total = 150;
  const sent = sender.database.inTeam(team, async () => {
    for (let n = 0; n < total; n += 1) {
      await sender.commands.send(runProbe, { teamId: team, payload: { target: `host-${n}` } });
    }
  });
  await sent;
  const victims: readonly App[] = ['tools', 'responder', 'tools'];
  for (const app of victims) {
    await new Promise((done) => setTimeout(done, 50 + Math.random() * 300));
    await kill(app);
    await redis.flush();
    await startProcess(app);
  }
  await until(async () => (await effectsOf('responder')).rows >= total, 60_000);
  expect(await effectsOf('tools')).toEqual({ rows: total, commands: total });
  expect(await effectsOf('responder')).toEqual({ rows: total, commands: total });
  expect(await db.query(`SELECT 1 FROM tools.work WHERE state <> 'done'`)).toEqual([]);
  expect(await db.query('SELECT 1 FROM responder.command_outbox')).toEqual([]);
});

import { openDatabase } from '@sentrybox/database';
import { unavailable } from '@sentrybox/errors';
import { startFaultProxy } from '@sentrybox/testing';
import type { FaultProxy } from '@sentrybox/testing';
import { team, until } from '../test/process-arena';
import { QueueArena } from '../test/queue-arena';
import { probe } from '../test/test-worker';

jest.setTimeout(60_000);

let arena: QueueArena;
let proxy: FaultProxy;

beforeAll(async () => {
  arena = await QueueArena.open();
  proxy = await startFaultProxy({ port: Number(new URL(arena.db.urlOf('tools')).port) });
});
afterAll(async () => {
  await arena.close();
  await proxy.close();
});

function throughTheProxy(url: string): string {
  return Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(proxy.port) }).href;
}

it('F06 what fails because PostgreSQL is away is tried again once it is back, not when its lease runs out', async () => {
  const database = openDatabase({
    applicationName: 'test-tools',
    schema: 'tools',
    entities: [],
    url: throughTheProxy(arena.db.urlOf('tools')),
    workUrl: throughTheProxy(arena.db.workUrlOf('tools')),
    onError: () => undefined,
  });
  // Leases that outlast this test: whatever is done again was given back.
  const worker = await arena.worker({ database, timing: { leaseMs: 600_000, renewEveryMs: 200 } });
  let hasFailed = false;
  let begin: () => void = () => undefined;
  const accepted = new Promise<void>((resolve) => (begin = resolve));
  worker.script.run = async (item, effect) => {
    if (item.attempt === 1) {
      await accepted;
      await proxy.setUp(false);
      hasFailed = true;
      throw unavailable('The database went away under this work.');
    }
    await item.finish(async () => effect('done'));
  };
  await database.inTeam(team, () => worker.work.submit(probe, { teamId: team }));
  begin();
  await until(() => hasFailed);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await proxy.setUp(true);

  await until(async () => (await arena.db.query(`SELECT 1 FROM tools.work WHERE state = 'done'`)).length === 1);
  expect(await arena.db.query(`SELECT 1 FROM tools.effect WHERE what = 'done'`)).toHaveLength(1);
  await worker.close();
  await database.close();
});

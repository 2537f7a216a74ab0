import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Nemesis, request, startReplica, startStack } from '@sentrybox/testing';
import type { Replica, Stack } from '@sentrybox/testing';
import { call, Probe, until } from '../load';
import { People } from './people';

const maxDelayMs = 5_000;
/** What is remembered of a credential is forgotten by then, whatever happens. */
const forgottenMs = 5_500;

jest.setTimeout(120_000);

const withProc = existsSync('/proc/self/environ') ? describe : describe.skip;

withProc('credentials at two replicas each of gateway and data, with warm caches (needs /proc)', () => {
  let stack: Stack;
  let people: People;
  let nemesis: Nemesis;
  let replicas: Replica[];
  /** A protected route of every process. */
  let doors: string[];

  beforeAll(async () => {
    stack = await startStack();
    nemesis = new Nemesis(stack);
    people = await People.of(stack);
    replicas = await Promise.all(
      (['analysis-gateway', 'data'] as const).map((app) => startReplica(stack.pidOf(app), {})),
    );
    const [gateway, data] = replicas;
    doors = [
      ...[stack.urls['analysis-gateway'], gateway?.url ?? ''].map((url) => `${url}/api/v1/plugins`),
      ...[stack.urls.data, data?.url ?? ''].map((url) => `${url}/api/v1/sources`),
    ];
  });
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.terminate()));
    await stack.stop();
  });

  const at = (credential: string) =>
    Promise.all(doors.map(async (url) => (await call({ url, credential, timeoutMs: 8_000 })).status));
  const everywhere = (status: number) => doors.map(() => status);

  /** Milliseconds from the change to the last answer of any process that still let the credential in. */
  async function letInFor(credential: string, change: () => Promise<unknown>, watchMs: number): Promise<number> {
    await until(async () => (await at(credential)).every((status) => status === 200), 10_000);
    const probes = doors.map((url) => new Probe(() => ({ url, credential, timeoutMs: 8_000 }), 50));
    await sleep(200);
    const changed = performance.now();
    await change();
    await sleep(watchMs);
    const samples = (await Promise.all(probes.map((probe) => probe.stop()))).flat();
    expect(samples.filter(({ status }) => ![200, 401, 503].includes(status))).toEqual([]);
    const letIn = samples.filter(({ status }) => status === 200).map(({ sentAt }) => sentAt - changed);
    return Math.max(0, ...letIn);
  }

  it('A11 are refused by all within 5 s of every change, and still after Redis has forgotten everything', async () => {
    const [leaving, changing, demoted, suspended, deleted] = await Promise.all(
      Array.from({ length: 5 }, () => people.somebody()),
    );
    if (!leaving || !changing || !demoted || !suspended || !deleted) throw new Error('Somebody is missing.');
    const { key, path } = await people.key(['plugins:read', 'sources:read']);
    const changes: [string, string, () => Promise<unknown>][] = [
      ['logout', leaving.token, () => people.logOut(leaving)],
      ['password', changing.token, () => people.changePassword(changing)],
      ['role', demoted.token, () => people.manage('PATCH', `/users/${demoted.id}`, { role: 'analyst' })],
      ['suspension', suspended.token, () => people.manage('PATCH', `/users/${suspended.id}`, { status: 'suspended' })],
      ['deletion', deleted.token, () => people.manage('DELETE', `/users/${deleted.id}`)],
      ['revoked key', key, () => people.manage('DELETE', path)],
    ];

    const delays = await Promise.all(
      changes.map(async ([name, credential, change]) => [name, await letInFor(credential, change, 2_000)] as const),
    );
    for (const [name, delayMs] of delays) expect([name, delayMs < maxDelayMs]).toEqual([name, true]);
    for (const [, credential] of changes) expect(await at(credential)).toEqual(everywhere(401));

    await nemesis.commit({ kind: 'flush_redis' });
    for (const [, credential] of changes) expect(await at(credential)).toEqual(everywhere(401));
    const fine = await people.somebody();
    expect(await at(fine.token)).toEqual(everywhere(200));
  });

  it('A11 I08 are refused by all within 5 s although Redis was killed and nobody heard of it', async () => {
    const somebody = await people.somebody();
    const delayMs = await letInFor(
      somebody.token,
      async () => {
        await nemesis.commit({ kind: 'crash_redis' });
        expect((await people.logOut(somebody)).status).toBe(204);
      },
      forgottenMs,
    );
    expect(delayMs).toBeLessThan(maxDelayMs);
    await until(async () => (await at(somebody.token)).every((status) => status === 401), 15_000);
  });

  it('A12 get 503 and never 200 while nothing can be known, and are good again without a restart', async () => {
    const somebody = await people.somebody();
    await until(async () => (await at(somebody.token)).every((status) => status === 200), 15_000);
    const processes = [stack.pidOf('analysis-gateway'), stack.pidOf('data'), stack.pidOf('identity')];
    const forMs = 11_000;
    const stopped = Promise.all(
      (['redis', 'postgres'] as const).map((target) => nemesis.commit({ kind: 'pause', target, forMs })),
    );
    await sleep(forgottenMs + 500);
    const refused = await Promise.all(doors.map((url) => call({ url, credential: somebody.token, timeoutMs: 5_000 })));
    const told = await request(doors[0] ?? '', { credential: somebody.token });
    const live = await Promise.all(replicas.map(({ url }) => call({ url: `${url}/health/live`, timeoutMs: 2_000 })));
    await stopped;

    expect(refused.map(({ status }) => status)).toEqual(everywhere(503));
    for (const { tookMs } of refused) expect(tookMs).toBeLessThan(2_500);
    expect(told.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(live.map(({ status }) => status)).toEqual([200, 200]);
    await until(async () => (await at(somebody.token)).every((status) => status === 200), 10_000);
    expect([stack.pidOf('analysis-gateway'), stack.pidOf('data'), stack.pidOf('identity')]).toEqual(processes);
  });
});

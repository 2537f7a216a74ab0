import { Egress } from '@sentrybox/egress';
import { configured } from '@sentrybox/egress';
import { fakeClock, json, startFixtureServer, tooManyRequests } from '@sentrybox/testing';
import type { FixtureServer } from '@sentrybox/testing';
import { askProvider } from './ask-provider';

describe('F08 a source that is sick', () => {
  const clock = fakeClock();
  let server: FixtureServer;
  let egress: Egress;

  beforeEach(async () => {
    server = await startFixtureServer();
    egress = new Egress({
      isOffline: true,
      now: () => clock.now(),
      monotonicMs: () => clock.monotonicMs(),
    });
  });

  afterEach(async () => {
    await server.close();
    await egress.close();
  });

  const ask = (account = 'platform') => {
    const target = { displayName: 'Source', baseUrl: server.url, profile: configured(server.url) };
    const signal = AbortSignal.timeout(10_000);
    return askProvider(target, { path: '/x' }, { egress, clock, signal, timeoutMs: 10_000, account });
  };

  it('is not asked after 20 failures, which is an error with a time, and is asked again after 30 s', async () => {
    server.on('GET /x', json(500, {}));
    for (let n = 0; n < 20; n += 1) await expect(ask()).rejects.toMatchObject({ pluginCode: 'upstream' });
    server.on('GET /x', json(200, { found: true }));

    await expect(ask()).rejects.toMatchObject({
      name: 'PluginError',
      pluginCode: 'unavailable',
      isRetryable: true,
      retryAfterSeconds: 30,
      message: 'Source: The remote host failed too often of late.',
    });
    expect(server.requests).toHaveLength(20);
    clock.advance(30_000);
    await expect(ask()).resolves.toEqual({ status: 200, body: { found: true } });
  });

  it('is not asked before the time that it named, with the same key', async () => {
    server.on('GET /x', [tooManyRequests('60'), json(200, {})]);
    for (let n = 0; n < 3; n += 1) {
      await expect(ask()).rejects.toMatchObject({ pluginCode: 'quota', retryAfterSeconds: 60 });
    }
    expect(server.requests).toHaveLength(1);
    await expect(ask('another team')).resolves.toMatchObject({ status: 200 });
    clock.advance(60_000);
    await expect(ask()).resolves.toMatchObject({ status: 200 });
  });
});

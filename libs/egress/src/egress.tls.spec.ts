import { once } from 'node:events';
import { connect } from 'node:tls';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { json, startFixtureServer, testCertificates } from '@sentrybox/testing';
import type { FixtureServer } from '@sentrybox/testing';
import { Egress } from './egress';
import { configured } from './profiles';
import type { EgressProfile } from './profiles';

const routes = { 'GET /*': json(200, { ok: true }) };

/** Jest gives tests a copy of `process.env` that Node itself never reads; a thread that shares the real one can set it. */
async function inRealEnvironment(code: string): Promise<void> {
  await once(new Worker(code, { eval: true, env: SHARE_ENV }), 'exit');
}

describe('P09 TLS verification', () => {
  const { selfSigned, expired } = testCertificates;
  const egress = new Egress({ isOffline: false, resolve: () => Promise.resolve(['127.0.0.1']) });
  const servers: FixtureServer[] = [];

  async function tlsServer(pair: { key: string; cert: string }): Promise<FixtureServer> {
    const server = await startFixtureServer(routes, { tls: pair });
    servers.push(server);
    return server;
  }

  const get = (profile: EgressProfile, url: string) =>
    egress.request(profile, { method: 'GET', url, timeoutMs: 2_000, maxBytes: 100, expect: 'json' });

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  afterAll(async () => {
    await egress.close();
  });

  it('refuses a self-signed certificate', async () => {
    const { url, requests } = await tlsServer(selfSigned());
    await expect(get(configured(url), url)).rejects.toMatchObject({ code: 'tls', isRetryable: false });
    expect(requests).toEqual([]);
  });

  it('refuses it also where NODE_TLS_REJECT_UNAUTHORIZED=0 is set', async () => {
    const { url, port, requests } = await tlsServer(selfSigned());
    await inRealEnvironment(`process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'`);
    try {
      await expect(get(configured(url), url)).rejects.toMatchObject({ code: 'tls' });
      expect(requests).toEqual([]);
      // The variable does what it says to everybody else, so the refusal above is the guard's own.
      const socket = connect({ host: '127.0.0.1', port });
      await once(socket, 'secureConnect');
      socket.destroy();
    } finally {
      await inRealEnvironment('delete process.env.NODE_TLS_REJECT_UNAUTHORIZED');
    }
  });

  it('accepts an authority that was named for this origin, by name and by address', async () => {
    const pair = selfSigned();
    const { url, port } = await tlsServer(pair);
    for (const origin of [url, `https://localhost:${port}`]) {
      expect((await get(configured(origin, { extraCas: [pair.cert] }), origin)).body).toEqual({ ok: true });
    }
    // named for one profile, unknown to the next
    await expect(get(configured(url), url)).rejects.toMatchObject({ code: 'tls' });
  });

  it('refuses the wrong host, although the authority is trusted', async () => {
    const pair = selfSigned();
    const { port, requests } = await tlsServer(pair);
    const origin = `https://other.example:${port}`;
    await expect(get(configured(origin, { extraCas: [pair.cert] }), origin)).rejects.toMatchObject({ code: 'tls' });
    expect(requests).toEqual([]);
  });

  it('refuses an expired certificate, although the authority is trusted', async () => {
    const pair = expired();
    const { url, requests } = await tlsServer(pair);
    await expect(get(configured(url, { extraCas: [pair.cert] }), url)).rejects.toMatchObject({ code: 'tls' });
    expect(requests).toEqual([]);
  });

  it('refuses a server that speaks no TLS', async () => {
    const server = await startFixtureServer(routes);
    servers.push(server);
    const origin = `https://127.0.0.1:${server.port}`;
    await expect(get(configured(origin), origin)).rejects.toMatchObject({ code: 'tls' });
  });

  it('takes plain http for another origin than https', async () => {
    const pair = selfSigned();
    const { url, port, requests } = await tlsServer(pair);
    const profile = configured(url, { extraCas: [pair.cert] });
    await expect(get(profile, `http://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'blocked' });
    expect(requests).toEqual([]);
  });
});

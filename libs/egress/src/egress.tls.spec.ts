import { json, startFixtureServer, testCertificates } from '@sentrybox/testing';
import type { FixtureServer } from '@sentrybox/testing';
import { Egress } from './egress';
import { configured } from './profiles';
import type { EgressProfile } from './profiles';

const routes = { 'GET /*': json(200, { ok: true }) };

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
    const { url, requests } = await tlsServer(selfSigned());
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      await expect(get(configured(url), url)).rejects.toMatchObject({ code: 'tls' });
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
    expect(requests).toEqual([]);
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

  it('goes from https to http by no redirect', async () => {
    // Only `public` follows redirects, so its rule is tested where a name is judged public: see egress.guard.spec.ts.
    const pair = selfSigned();
    const server = await tlsServer(pair);
    await expect(
      get(configured(server.url, { extraCas: [pair.cert] }), `http://127.0.0.1:${server.port}/`),
    ).rejects.toMatchObject({ code: 'blocked' });
  });
});

import { gzipSync, brotliCompressSync } from 'node:zlib';
import {
  brokenJson,
  empty,
  garbage,
  gzipBomb,
  halfOpen,
  hang,
  html,
  huge,
  hugeHeaders,
  json,
  raw,
  reset,
  resetInBody,
  slowBytes,
  startFixtureServer,
} from '@sentrybox/testing';
import type { Answer, FixtureServer } from '@sentrybox/testing';
import { Egress } from './egress';
import type { EgressErrorCode } from './egress.errors';
import { configured } from './profiles';
import type { EgressProfile } from './profiles';

describe('egress limits', () => {
  const egress = new Egress({ isOffline: true });
  let server: FixtureServer;
  let profile: EgressProfile;

  beforeEach(async () => {
    server = await startFixtureServer();
    profile = configured(server.url);
  });

  afterEach(async () => {
    await server.close();
  });

  afterAll(async () => {
    await egress.close();
  });

  const ask = (answer: Answer, limits: { timeoutMs?: number; maxBytes?: number; signal?: AbortSignal } = {}) => {
    server.on('GET /*', answer);
    return egress.request(profile, {
      method: 'GET',
      url: `${server.url}/x`,
      timeoutMs: limits.timeoutMs ?? 5_000,
      maxBytes: limits.maxBytes ?? 100_000,
      signal: limits.signal,
      expect: 'json',
    });
  };

  describe('F08 G06', () => {
    it.each<[string, Answer, EgressErrorCode]>([
      ['never answers', hang(), 'timeout'],
      ['one byte at a time', slowBytes(), 'timeout'],
      ['goes away in the body', halfOpen(), 'timeout'],
      ['resets', reset(), 'unreachable'],
      ['resets in the body', resetInBody(), 'unreachable'],
      ['is no HTTP', garbage(), 'protocol'],
      ['answers with a web page', html(), 'protocol'],
      ['answers with broken JSON', brokenJson(), 'protocol'],
      ['answers with nothing', empty(200), 'protocol'],
      ['streams 10 GB', huge(10_000_000_000), 'too_large'],
      ['sends a gzip bomb of 1 GiB', gzipBomb(1_073_741_824), 'too_large'],
      ['sends a huge head', hugeHeaders(64_000), 'too_large'],
      ['compresses as nobody asked', raw(200, 'x', { 'content-encoding': 'zstd' }), 'protocol'],
      ['declares gzip and sends none', raw(200, '{}', { 'content-encoding': 'gzip' }), 'protocol'],
    ])('a peer that %s ends as a code, in time and in bounded memory', async (_name, answer, code) => {
      const before = process.memoryUsage().rss;
      const startedMs = performance.now();
      await expect(ask(answer, { timeoutMs: 400 })).rejects.toMatchObject({ name: 'EgressError', code });
      expect(performance.now() - startedMs).toBeLessThan(400 + 500); // the margin is for a busy machine
      expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
    });

    it('a peer that is not there is unreachable', async () => {
      await server.close();
      await expect(ask(hang())).rejects.toMatchObject({ code: 'unreachable', isRetryable: true });
    });

    it('a resolver that hangs is a timeout', async () => {
      const stuck = new Egress({ isOffline: false, resolve: () => new Promise(() => undefined) });
      await expect(
        stuck.request(configured('http://a.example'), {
          method: 'GET',
          url: 'http://a.example/',
          timeoutMs: 50,
          maxBytes: 1,
        }),
      ).rejects.toMatchObject({ code: 'timeout' });
    });

    it('closes the connection of an answer that was cut off', async () => {
      const closed = new Promise<boolean>((resolve) => {
        server.on('GET /cut', (response, request) => {
          response.once('close', () => {
            resolve(response.writableFinished);
          });
          huge(10_000_000_000)(response, request);
        });
      });
      const cut = { method: 'GET', url: `${server.url}/cut`, timeoutMs: 2_000, maxBytes: 1_000 } as const;
      await expect(egress.request(profile, cut)).rejects.toMatchObject({ code: 'too_large' });
      expect(await closed).toBe(false);
    });

    it('a hanging peer does not hold up another', async () => {
      const other = await startFixtureServer({ 'GET /*': json(200, { ok: true }) });
      const hanging = ask(hang(), { timeoutMs: 300 }).catch((error: unknown) => error);
      const answer = await egress.request(configured(other.url), {
        method: 'GET',
        url: other.url,
        timeoutMs: 250,
        maxBytes: 100,
        expect: 'json',
      });
      expect(answer.body).toEqual({ ok: true });
      await hanging;
      await other.close();
    });
  });

  it('rejects with the reason of the caller who stopped it', async () => {
    const controller = new AbortController();
    const stopped = ask(hang(), { signal: controller.signal });
    controller.abort(new Error('no longer wanted'));
    await expect(stopped).rejects.toThrow('no longer wanted');
    await expect(ask(json(200, {}), { signal: controller.signal })).rejects.toThrow('no longer wanted');
  });

  it.each([
    ['gzip', gzipSync('{"packed":true}')],
    ['br', brotliCompressSync('{"packed":true}')],
  ])('decodes %s', async (encoding, body) => {
    const answer = await ask(raw(200, body, { 'content-encoding': encoding }));
    expect(answer.body).toEqual({ packed: true });
  });

  it('counts compressed bytes too', async () => {
    const padded = Buffer.concat([gzipSync('{}'), Buffer.alloc(5_000, 0)]);
    await expect(ask(raw(200, padded, { 'content-encoding': 'gzip' }), { maxBytes: 1_000 })).rejects.toMatchObject({
      code: 'too_large',
    });
  });

  it('takes a body of exactly the limit', async () => {
    expect((await ask(raw(200, '"abcd"'), { maxBytes: 6 })).body).toBe('abcd');
    await expect(ask(raw(200, '"abcde"'), { maxBytes: 6 })).rejects.toMatchObject({ code: 'too_large' });
  });

  it.each([204, 404, 429, 500])('status %s is an answer, its body undefined when it is no JSON', async (status) => {
    const answer = await ask(status === 204 ? empty(204) : html('<p>', status));
    expect(answer).toMatchObject({ status, body: undefined });
    expect(answer.durationMs).toBeGreaterThanOrEqual(0);
  });

  it('sends method, headers and body as given, and reads text and bytes', async () => {
    server.on('PUT /a', json(201, 'é'));
    const put = { method: 'PUT', url: `${server.url}/a?b=1`, timeoutMs: 1_000, maxBytes: 100, body: 'ü' } as const;
    expect((await egress.request(profile, { ...put, headers: { 'X-Key': 'k' }, expect: 'text' })).body).toBe('"é"');
    expect((await egress.request(profile, put)).body).toEqual(Buffer.from('"é"'));
    expect(server.requests[0]).toMatchObject({ method: 'PUT', path: '/a', query: { b: '1' }, body: 'ü' });
    expect(server.requests[0]?.headers).toMatchObject({ 'x-key': 'k', host: `127.0.0.1:${server.port}` });
  });

  it.each(['Host', 'transfer-encoding', 'Connection', 'Proxy-Authorization'])('refuses the header %s', async (name) => {
    const request = {
      method: 'GET',
      url: server.url,
      timeoutMs: 1_000,
      maxBytes: 1,
      headers: { [name]: 'x' },
    } as const;
    await expect(egress.request(profile, request)).rejects.toMatchObject({ kind: 'bug' });
    expect(server.connectionCount()).toBe(0);
  });

  it('refuses header values with line breaks', async () => {
    const headers = { 'x-note': 'a\r\nx-admin: 1' };
    const request = { method: 'GET', url: server.url, timeoutMs: 1_000, maxBytes: 1, headers } as const;
    await expect(egress.request(profile, request)).rejects.toMatchObject({ code: 'protocol' });
    expect(server.requests).toEqual([]);
  });

  it('streams under the same limits', async () => {
    server.on('GET /*', huge(300_000));
    const ask = { method: 'GET', url: `${server.url}/feed`, timeoutMs: 2_000 } as const;
    const whole = await egress.stream(profile, { ...ask, maxBytes: 300_000 });
    let bytes = 0;
    for await (const chunk of whole.body) bytes += chunk.length;
    expect([whole.status, bytes]).toEqual([200, 300_000]);

    const cut = await egress.stream(profile, { ...ask, maxBytes: 100_000 });
    await expect(
      (async () => {
        for await (const chunk of cut.body) bytes += chunk.length;
      })(),
    ).rejects.toMatchObject({ code: 'too_large' });
  });

  it('gives a stream that nobody reads up at the deadline', async () => {
    server.on('GET /*', huge(10_000_000));
    const left = await egress.stream(profile, {
      method: 'GET',
      url: `${server.url}/`,
      timeoutMs: 100,
      maxBytes: 10_000_000,
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await expect(left.body[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'timeout' });
  });
});

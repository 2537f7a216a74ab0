import { Egress } from '@sentrybox/egress';
import {
  brokenJson,
  empty,
  garbage,
  hang,
  html,
  huge,
  json,
  redirect,
  reset,
  slowBytes,
  startFixtureServer,
  tooManyRequests,
} from '@sentrybox/testing';
import type { Answer, FixtureServer } from '@sentrybox/testing';
import type { Indicator, SlowStep } from '../plugin';
import { UrlscanPlugin } from './urlscan.plugin';

const now = new Date('2026-05-23T10:00:00.000Z');
const clock = { now: () => now, monotonicMs: () => 0 };
const apiKey = 'canary-key-0123456789abcdef';
const uuid = '0e37e828-a9d9-45c0-ac50-1ca579b86c72';
const ticket = { scan_id: uuid };

const url: Indicator = { iocType: 'url', type: 'url', value: 'http://evil.example/login?a=1' };

const submitted = {
  message: 'Submission successful',
  uuid,
  result: `https://urlscan.io/result/${uuid}/`,
  api: `https://urlscan.io/api/v1/result/${uuid}/`,
  visibility: 'private',
};

/** A finished scan in the source's own shape, with fields that nobody here reads. */
function scan(overall: object, extra: object = {}) {
  return {
    task: { uuid, time: '2026-05-23T09:59:30.123Z', url: url.value, visibility: 'private', method: 'api' },
    page: {
      url: 'http://evil.example/login',
      domain: 'evil.example',
      ip: '1.2.3.4',
      asn: 'AS65000',
      asnname: 'EXAMPLE',
      country: 'NL',
      status: '200',
      title: 'Sign in\u202E\r\n to your bank',
    },
    lists: { ips: ['1.2.3.4'], domains: ['evil.example', 'cdn.example'], urls: ['http://evil.example/login'] },
    stats: { uniqIPs: 1 },
    verdicts: {
      overall: { score: 0, malicious: false, categories: [], brands: [], hasVerdicts: true, ...overall },
      engines: { score: 0 },
    },
    ...extra,
  };
}

describe('urlscan plugin', () => {
  const egress = new Egress({ isOffline: true });
  let server: FixtureServer;
  let plugin: UrlscanPlugin;

  const make = (visibility: 'private' | 'unlisted' | 'public' = 'private') =>
    new UrlscanPlugin(egress, { apiKey, baseUrl: `${server.url}/api/v1/`, visibility }, clock);

  beforeEach(async () => {
    server = await startFixtureServer();
    plugin = make();
  });

  afterEach(async () => {
    await server.close();
  });

  afterAll(async () => {
    await egress.close();
  });

  const reference = '0195f2aa-1111-7222-8333-444455556666';
  const tag = 'sb-0195f2aa1111444455556666';
  const context = (timeoutMs = 2_000) => ({
    ...{ teamId: 't', reference, timeoutMs, signal: AbortSignal.timeout(timeoutMs) },
  });
  const submit = (indicator = url, timeoutMs?: number) => plugin.submit(indicator, context(timeoutMs));
  const poll = (timeoutMs?: number) => plugin.poll(url, ticket, context(timeoutMs));

  it('submits privately, waits while there is no result, and tells it once there is one', async () => {
    server.on('POST /api/v1/scan/', json(200, submitted));
    const notYet = json(404, { message: 'Not Found', status: 404 });
    server.on(`GET /api/v1/result/${uuid}/`, [notYet, notYet, json(200, scan({ score: 100, malicious: true }))]);

    let step: SlowStep = await submit();
    const waits: number[] = [];
    while (step.state === 'pending') {
      waits.push(step.pollAfterMs);
      expect(step.ticket).toEqual(ticket);
      step = await plugin.poll(url, step.ticket, context());
    }

    expect(waits).toEqual([10_000, 5_000, 5_000]);
    const [submission] = server.requests;
    expect(JSON.parse(submission?.body ?? '')).toEqual({ url: url.value, visibility: 'private', tags: [tag] });
    expect(submission?.headers).toMatchObject({ 'api-key': apiKey, 'content-type': 'application/json' });
    expect(server.requests.filter((request) => request.method === 'POST')).toHaveLength(1);
    expect(step.outcome).toEqual({
      status: 'ok',
      summary: {
        score: 100,
        malicious: true,
        categories: [],
        brands: [],
        page: expect.objectContaining({
          domain: 'evil.example',
          ip: '1.2.3.4',
          title: 'Sign in  to your bank',
        }) as unknown,
        contacted: { ips: 1, domains: 2, urls: 1 },
        visibility: 'private',
      },
      evidence: [
        {
          claim: 'malicious',
          strength: 1,
          reliability: 'C',
          lineage: 'urlscan',
          observed_at: '2026-05-23T09:59:30.123Z',
          facts: ['urlscan.io calls the page malicious (score 100).', 'It was served by evil.example.'],
          signals: [],
          reference: `https://urlscan.io/result/${uuid}/`,
        },
      ],
      observedAt: '2026-05-23T09:59:30.123Z',
      link: `https://urlscan.io/result/${uuid}/`,
    });
  });

  it.each([
    [{ score: 70, malicious: true }, 'malicious', 0.7],
    [{ score: 10, malicious: true }, 'malicious', 0.5],
    [{ score: 60 }, 'suspicious', 0.6],
    [{ score: 0 }, 'context', 1],
    [{ score: -100 }, 'benign', 0.5],
  ])('weighs %o as %s %s; no opinion is no benign vote', async (overall, claim, strength) => {
    server.on('GET /*', json(200, scan(overall)));
    expect(await poll()).toMatchObject({ state: 'done', outcome: { status: 'ok', evidence: [{ claim, strength }] } });
  });

  it('ignores decoration that is missing or changed its form', async () => {
    server.on('GET /*', json(200, scan({ score: 50, brands: 'bank' }, { page: {}, lists: { ips: 'none' } })));
    expect(await poll()).toMatchObject({
      outcome: { status: 'ok', evidence: [{ facts: ['urlscan.io calls the page not malicious (score 50).'] }] },
    });
  });

  const failures: readonly [string, Answer, string][] = [
    ['401', json(401, { message: 'API key supplied but not found' }), 'unauthorized'],
    ['403', json(403, {}), 'unauthorized'],
    ['402', json(402, {}), 'quota'],
    ['429', tooManyRequests(), 'quota'],
    ['500', html('<h1>oops', 500), 'upstream'],
    ['503', empty(503), 'upstream'],
    ['hang', hang(), 'timeout'],
    ['one byte at a time', slowBytes(), 'timeout'],
    ['reset', reset(), 'unreachable'],
    ['garbage', garbage(), 'invalid_response'],
    ['web page', html(), 'invalid_response'],
    ['broken JSON', brokenJson(), 'invalid_response'],
    ['empty object', json(200, {}), 'invalid_response'],
    ['null', json(200, null), 'invalid_response'],
    ['huge', huge(10_000_000_000), 'invalid_response'],
    ['redirect to a private address', redirect('http://10.0.0.1/'), 'invalid_response'],
  ];

  it.each([
    ...failures,
    ['400', json(400, { message: 'DNS Error - Could not resolve domain', status: 400 }), 'rejected'] as const,
    ['404', json(404, {}), 'invalid_response'] as const,
    ['renamed id', json(200, { ...submitted, uuid: undefined, id: uuid }), 'invalid_response'] as const,
    ['an id that is a path', json(200, { ...submitted, uuid: '../../user' }), 'invalid_response'] as const,
  ])('G06 submission: %s is an error, never an answer', async (_name, played, code) => {
    server.on('POST /*', played);
    const failure: unknown = await submit(url, code === 'timeout' ? 200 : 2_000).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ name: 'PluginError', pluginCode: code });
    expect(String(failure)).not.toContain(apiKey);
    expect(server.requests).toHaveLength(1);
  });

  const { verdicts, ...withoutVerdicts } = scan({});

  it.each([
    ...failures,
    ['410', json(410, { message: 'Scan deleted', status: 410 }), 'rejected'] as const,
    ['400', json(400, {}), 'invalid_response'] as const,
    ['renamed verdicts', json(200, { ...withoutVerdicts, opinions: verdicts }), 'invalid_response'] as const,
    ['renamed flag', json(200, scan({ malicious: undefined, is_malicious: true })), 'invalid_response'] as const,
    ['flag as text', json(200, scan({ malicious: 'false' })), 'invalid_response'] as const,
    ['score out of range', json(200, scan({ score: 1_000 })), 'invalid_response'] as const,
    [
      'another scan',
      json(200, scan({}, { task: { uuid: '11111111-a9d9-45c0-ac50-1ca579b86c72', time: '2026-05-23T09:59:30.123Z' } })),
      'invalid_response',
    ] as const,
  ])('G06 poll: %s is an error, never an answer', async (_name, played, code) => {
    server.on('GET /*', played);
    await expect(poll(code === 'timeout' ? 200 : 2_000)).rejects.toMatchObject({
      name: 'PluginError',
      pluginCode: code,
    });
    expect(server.requests).toHaveLength(1);
  });

  it('finds a submission again by the tag that it carried, and says nothing while the source does not list it', async () => {
    server.on('GET /api/v1/search/*', [
      json(200, { results: [], total: 0, took: 3, has_more: false }),
      json(200, { results: [{ _id: uuid, task: { uuid, visibility: 'private', tags: [tag] }, page: {} }], total: 1 }),
    ]);

    expect(await plugin.recovery.find(url, context())).toBeUndefined();
    expect(await plugin.recovery.find(url, context())).toEqual({ state: 'pending', ticket, pollAfterMs: 5_000 });
    expect(server.requests[0]?.query).toEqual({ q: `task.tags:"${tag}"`, size: '1' });
  });

  it.each([...failures, ['404', json(404, {}), 'invalid_response'] as const])(
    'a search that ends with %s is an error, never "not submitted"',
    async (_name, played, code) => {
      server.on('GET /*', played);
      const found = plugin.recovery.find(url, context(code === 'timeout' ? 200 : 2_000));
      await expect(found).rejects.toMatchObject({ pluginCode: code });
    },
  );

  it.each([
    ['a refused key', json(401, {}), true],
    ['a used-up quota', tooManyRequests(), true],
    ['a refused address', json(400, {}), true],
    ['503', empty(503), true],
    ['500', empty(500), false],
    ['a connection that broke', reset(), false],
    ['an answer that never came', hang(), false],
    ['an answer that nobody understands', garbage(), false],
  ])('after %s it is known whether the submission had no effect: %s', async (_name, played, isWithoutEffect) => {
    server.on('POST /*', played);
    await expect(submit(url, 200)).rejects.toMatchObject({ isWithoutEffect });
  });

  it('a source that nobody listens at had no effect', async () => {
    await server.close();
    await expect(submit()).rejects.toMatchObject({ pluginCode: 'unreachable', isWithoutEffect: true });
    server = await startFixtureServer();
  });

  it.each<[Record<string, string>, number | undefined]>([
    [{ 'retry-after': '30' }, 30],
    [{ 'x-rate-limit-reset-after': '45' }, 45],
    [{ 'retry-after': '30', 'x-rate-limit-reset-after': '45' }, 30],
    [{}, undefined],
  ])('passes the wait of %o on as %s seconds', async (headers, retryAfterSeconds) => {
    server.on('POST /*', json(429, { message: 'Rate limit' }, headers));
    await expect(submit()).rejects.toMatchObject({ pluginCode: 'quota', retryAfterSeconds });
  });

  it('says offline, and dials nobody, where the public source may not be reached', async () => {
    plugin = new UrlscanPlugin(egress, { apiKey, baseUrl: undefined, visibility: 'private' }, clock);
    await expect(submit()).rejects.toMatchObject({ pluginCode: 'offline' });
  });

  it.each(['http://192.168.0.1/', 'http://[::1]:8080/', 'http://127.0.0.1/'])('never sends %s out', async (value) => {
    expect(await submit({ ...url, value })).toMatchObject({ state: 'done', outcome: { status: 'skipped' } });
    expect(server.connectionCount()).toBe(0);
  });

  it('refuses a ticket that it did not write', async () => {
    await expect(plugin.poll(url, { scan_id: '../../user' }, context())).rejects.toThrow();
    expect(server.connectionCount()).toBe(0);
  });

  it('allows less the more people see the scan', () => {
    expect(make('private').manifest).toMatchObject({ disclosure: 'active', maxTlp: 'green', maxPap: 'green' });
    expect(make('unlisted').manifest).toMatchObject({ disclosure: 'active', maxTlp: 'clear' });
    expect(make('public').manifest).toMatchObject({ disclosure: 'public', maxTlp: 'clear' });
  });

  it('is not configured without a key', () => {
    const settings = { apiKey: undefined, baseUrl: undefined, visibility: 'private' } as const;
    expect(new UrlscanPlugin(egress, settings, clock).readiness()).toEqual({
      isConfigured: false,
      reason: 'URLSCAN_API_KEY is not set.',
    });
    expect(plugin.readiness()).toEqual({ isConfigured: true });
  });
});

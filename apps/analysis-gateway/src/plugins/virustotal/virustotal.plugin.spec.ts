import fc from 'fast-check';
import { Egress } from '@sentrybox/egress';
import {
  brokenJson,
  empty,
  garbage,
  gzipBomb,
  hang,
  html,
  huge,
  json,
  raw,
  redirect,
  reset,
  slowBytes,
  startFixtureServer,
  tooManyRequests,
} from '@sentrybox/testing';
import type { Answer, FixtureServer } from '@sentrybox/testing';
import type { Indicator } from '../plugin';
import { VirusTotalPlugin } from './virustotal.plugin';

const now = new Date('2026-05-23T10:00:00.000Z');
const clock = { now: () => now, monotonicMs: () => 0 };
const apiKey = 'canary-key-0123456789abcdef';

const ip: Indicator = { iocType: 'ip', type: 'ipv4', value: '1.2.3.4' };

/** A report in the source's own shape, with fields that nobody here reads. */
function report(stats: object, extra: object = {}, type = 'ip_address') {
  return {
    data: {
      id: '1.2.3.4',
      type,
      links: { self: 'https://www.virustotal.com/api/v3/ip_addresses/1.2.3.4' },
      attributes: {
        last_analysis_stats: { malicious: 0, suspicious: 0, harmless: 60, undetected: 30, timeout: 0, ...stats },
        last_analysis_results: { Engine: { category: 'malicious', result: 'malware' } },
        last_analysis_date: 1_754_000_000,
        reputation: -5,
        tags: ['scanner'],
        as_owner: 'Example Hosting',
        asn: 65_000,
        country: 'NL',
        ...extra,
      },
    },
  };
}

const error = (code: string) => ({ error: { code, message: 'text that nobody shows' } });

describe('virustotal plugin', () => {
  const egress = new Egress({ isOffline: true });
  let server: FixtureServer;
  let plugin: VirusTotalPlugin;

  beforeEach(async () => {
    server = await startFixtureServer();
    plugin = new VirusTotalPlugin(egress, { apiKey, baseUrl: `${server.url}/api/v3` }, clock);
  });

  afterEach(async () => {
    await server.close();
  });

  afterAll(async () => {
    await egress.close();
  });

  const run = (indicator: Indicator = ip, timeoutMs = 2_000) =>
    plugin.run(indicator, { teamId: 't', timeoutMs, signal: AbortSignal.timeout(timeoutMs) });

  const answer = (played: Answer) => {
    server.on('GET /*', played);
  };

  it('tells a hit with counts, date, link and weighted evidence', async () => {
    answer(json(200, report({ malicious: 12, suspicious: 1 })));
    expect(await run()).toEqual({
      status: 'ok',
      summary: expect.objectContaining({
        malicious: 12,
        suspicious: 1,
        harmless: 60,
        undetected: 30,
        engines: 103,
        reputation: -5,
        as_owner: 'Example Hosting',
        asn: 65_000,
        country: 'NL',
      }) as unknown,
      evidence: [
        {
          claim: 'malicious',
          strength: 1,
          reliability: 'B',
          lineage: 'vt-engines',
          observed_at: '2025-07-31T22:13:20.000Z',
          facts: ['12 of 103 engines call it malicious, 1 suspicious.'],
          signals: [],
          reference: 'https://www.virustotal.com/gui/ip-address/1.2.3.4',
        },
      ],
      observedAt: '2025-07-31T22:13:20.000Z',
      link: 'https://www.virustotal.com/gui/ip-address/1.2.3.4',
    });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ path: '/api/v3/ip_addresses/1.2.3.4', query: {} });
    expect(server.requests[0]?.headers).toMatchObject({ 'x-apikey': apiKey, accept: 'application/json' });
  });

  it.each([
    [{ malicious: 30 }, 'malicious', 1],
    [{ malicious: 5 }, 'malicious', 0.85],
    [{ malicious: 3 }, 'malicious', 0.6],
    [{ malicious: 2 }, 'suspicious', 0.5],
    [{ malicious: 1 }, 'suspicious', 0.5],
    [{ suspicious: 4 }, 'suspicious', 0.3],
    [{}, 'context', 1],
  ])('weighs %o as %s %s; no detection is no benign vote', async (stats, claim, strength) => {
    answer(json(200, report(stats)));
    expect(await run()).toMatchObject({ status: 'ok', evidence: [{ claim, strength }] });
  });

  it('tells file names and labels without control characters and at a bounded length', async () => {
    const extra = {
      meaningful_name: `invoice\u202Efdp.exe\r\n${'x'.repeat(500)}`,
      popular_threat_classification: { suggested_threat_label: 'trojan.emotet/\u0007heodo' },
    };
    answer(json(200, report({ malicious: 50 }, extra, 'file')));
    const outcome = await run({ iocType: 'hash', type: 'sha256', value: 'a'.repeat(64) });
    if (outcome.status !== 'ok') throw new Error(outcome.status);
    expect(outcome.summary['name']).toMatch(/^invoice fdp\.exe x+…$/);
    expect(outcome.evidence[0]?.facts[1]).toBe('Engines name it trojan.emotet/ heodo.');
  });

  it('ignores decoration that changed its form, and an object that was never analysed is not found', async () => {
    answer(json(200, report({}, { tags: 'scanner', asn: 'AS65000', reputation: null })));
    expect(await run()).toMatchObject({ status: 'ok', summary: { engines: 90, country: 'NL' } });
    answer(json(200, report({ harmless: 0, undetected: 0 }, { last_analysis_date: undefined })));
    expect(await run()).toMatchObject({ status: 'not_found', summary: { engines: 0 } });
  });

  it('says not found for an unknown object, which is never clean', async () => {
    answer(json(404, error('NotFoundError')));
    expect(await run()).toEqual({ status: 'not_found', summary: {}, link: null });
  });

  const renamed = report({});
  const { last_analysis_stats: stats, ...rest } = renamed.data.attributes;

  it.each<[string, Answer, string]>([
    ['401', json(401, error('WrongCredentialsError')), 'unauthorized'],
    ['403', json(403, error('ForbiddenError')), 'unauthorized'],
    ['402', json(402, {}), 'quota'],
    ['429', tooManyRequests(), 'quota'],
    ['204', empty(204), 'quota'],
    ['400', json(400, error('InvalidArgumentError')), 'rejected'],
    ['500', html('<h1>oops', 500), 'upstream'],
    ['503', json(503, error('TransientError')), 'upstream'],
    ['504', empty(504), 'upstream'],
    ['418', json(418, {}), 'invalid_response'],
    ['404 of something else', html('<h1>Not Found', 404), 'invalid_response'],
    ['201', json(201, renamed), 'invalid_response'],
    ['hang', hang(), 'timeout'],
    ['one byte at a time', slowBytes(), 'timeout'],
    ['reset', reset(), 'unreachable'],
    ['garbage', garbage(), 'invalid_response'],
    ['web page', html(), 'invalid_response'],
    ['broken JSON', brokenJson(), 'invalid_response'],
    ['empty body', raw(200, ''), 'invalid_response'],
    ['null', json(200, null), 'invalid_response'],
    ['array', json(200, []), 'invalid_response'],
    ['an error with status 200', json(200, error('NotFoundError')), 'invalid_response'],
    ['huge', huge(10_000_000_000), 'invalid_response'],
    ['gzip bomb', gzipBomb(1_073_741_824), 'invalid_response'],
    ['redirect to a private address', redirect('http://10.0.0.1/'), 'invalid_response'],
    ['redirect to metadata', redirect('http://169.254.169.254/latest/meta-data/'), 'invalid_response'],
    [
      'renamed field',
      json(200, { data: { ...renamed.data, attributes: { ...rest, analysis_stats: stats } } }),
      'invalid_response',
    ],
    ['renamed counter', json(200, report({ malicious: undefined, malicious_count: 9 })), 'invalid_response'],
    ['counters as text', json(200, report({ malicious: '9' })), 'invalid_response'],
    ['negative counters', json(200, report({ malicious: -9 })), 'invalid_response'],
    ['another kind of object', json(200, report({}, {}, 'domain')), 'invalid_response'],
  ])('G06 %s is an error, never an answer', async (_name, played, code) => {
    answer(played);
    const timeoutMs = code === 'timeout' ? 200 : 2_000;
    const failure: unknown = await run(ip, timeoutMs).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ name: 'PluginError', pluginCode: code });
    expect(server.requests).toHaveLength(1);
    // G07: neither the key nor the source's own text.
    expect(String(failure)).not.toContain(apiKey);
    expect(String(failure)).not.toContain('text that nobody shows');
  });

  it.each([
    ['30', 30],
    ['Sat, 23 May 2026 10:02:00 GMT', 120],
    ['nonsense', undefined],
  ])('passes Retry-After %s on as %s seconds', async (header, retryAfterSeconds) => {
    answer(tooManyRequests(header, error('QuotaExceededError')));
    await expect(run()).rejects.toMatchObject({ pluginCode: 'quota', retryAfterSeconds, isRetryable: true });
  });

  it('says unreachable where nobody listens', async () => {
    await server.close();
    await expect(run()).rejects.toMatchObject({ pluginCode: 'unreachable' });
  });

  it('says offline, and dials nobody, where the public source may not be reached', async () => {
    plugin = new VirusTotalPlugin(egress, { apiKey, baseUrl: undefined }, clock);
    await expect(run()).rejects.toMatchObject({ pluginCode: 'offline', isRetryable: false });
  });

  it('G03 reaches no private address, whatever the name of the source resolves to', async () => {
    const refused: string[] = [];
    const hijacked = new Egress({
      isOffline: false,
      resolve: () => Promise.resolve(['127.0.0.1']),
      onBlocked: (profile, reason) => refused.push(`${profile} ${reason}`),
    });
    plugin = new VirusTotalPlugin(hijacked, { apiKey, baseUrl: undefined }, clock);
    await expect(run()).rejects.toMatchObject({ name: 'PluginError', pluginCode: 'unreachable' });
    expect(refused).toEqual(['public loopback']);
    await hijacked.close();
  });

  it.each<[Indicator, string]>([
    [{ iocType: 'ip', type: 'ipv6', value: '2606:4700::1111' }, '/api/v3/ip_addresses/2606%3A4700%3A%3A1111'],
    [{ iocType: 'domain', type: 'domain', value: 'evil.example' }, '/api/v3/domains/evil.example'],
    [
      { iocType: 'url', type: 'url', value: 'http://evil.example/?a=ÿ' },
      '/api/v3/urls/aHR0cDovL2V2aWwuZXhhbXBsZS8_YT3Dvw',
    ],
    [
      { iocType: 'hash', type: 'md5', value: 'd41d8cd98f00b204e9800998ecf8427e' },
      '/api/v3/files/d41d8cd98f00b204e9800998ecf8427e',
    ],
  ])('asks for %o under its own path', async (indicator, path) => {
    answer(json(404, error('NotFoundError')));
    await run(indicator);
    expect(server.requests[0]?.path).toBe(path);
  });

  it.each<Indicator>([
    { iocType: 'ip', type: 'ipv4', value: '192.168.1.100' },
    { iocType: 'ip', type: 'ipv6', value: '::1' },
    { iocType: 'url', type: 'url', value: 'http://10.0.0.1/admin' },
    { iocType: 'url', type: 'url', value: 'http://[fd00::1]/admin' },
    { iocType: 'hash', type: 'sha512', value: 'a'.repeat(128) },
    { iocType: 'email', type: 'email', value: 'a@evil.example' },
  ])('skips $value without asking', async (indicator) => {
    expect(await run(indicator)).toMatchObject({ status: 'skipped' });
    expect(server.connectionCount()).toBe(0);
  });

  it('G02 an indicator fills one encoded slot and nothing else', async () => {
    answer(json(404, error('NotFoundError')));
    const iocTypes = fc.constantFrom(
      ...([
        ['ip', 'ipv4', '/api/v3/ip_addresses/'],
        ['domain', 'domain', '/api/v3/domains/'],
        ['url', 'url', '/api/v3/urls/'],
        ['hash', 'sha256', '/api/v3/files/'],
      ] as const),
    );
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text !== '.' && text !== '..'),
      fc.constantFrom('1.1.1.1/../../x?y=', '../users/me', 'a#b', 'a?b=c', 'a\r\nx-admin: 1', '%2e%2e%2f', '@evil'),
    );
    await fc.assert(
      fc.asyncProperty(iocTypes, hostile, async ([iocType, type, prefix], value) => {
        await run({ iocType, type, value });
        const asked = server.requests.at(-1);
        expect(asked).toMatchObject({ method: 'GET', query: {}, body: '' });
        expect(asked?.headers.host).toBe(`127.0.0.1:${server.port}`);
        expect(asked?.headers).not.toHaveProperty('x-admin');
        expect(asked?.path.startsWith(prefix)).toBe(true);
        expect(asked?.path.slice(prefix.length)).not.toContain('/');
      }),
      { numRuns: 100 },
    );
  }, 30_000);

  it.each(['.', '..', '', 'a\ud800'])('G02 refuses %j, which no path can carry', async (value) => {
    await expect(run({ iocType: 'domain', type: 'domain', value })).rejects.toMatchObject({ pluginCode: 'rejected' });
    expect(server.connectionCount()).toBe(0);
  });

  it('is not configured without a key', () => {
    expect(new VirusTotalPlugin(egress, { apiKey: undefined, baseUrl: undefined }, clock).readiness()).toEqual({
      isConfigured: false,
      reason: 'VIRUSTOTAL_API_KEY is not set.',
    });
    expect(plugin.readiness()).toEqual({ isConfigured: true });
  });
});

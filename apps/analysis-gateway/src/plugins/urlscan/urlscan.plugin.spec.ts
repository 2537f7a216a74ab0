import { empty, garbage, hang, json, reset, startFixtureServer, tooManyRequests } from '@sentrybox/testing';
import { secretCanary } from '../../../test/plugin-bench';
import type { PluginBench } from '../../../test/plugin-bench';
import { describeProvider } from '../../../test/provider-table';
import type { Indicator, SlowStep } from '../contract/plugin';
import { urlscan } from './urlscan.plugin';

const uuid = '0e37e828-a9d9-45c0-ac50-1ca579b86c72';
const ticket = { scan_id: uuid };
const url: Indicator = { iocType: 'url', type: 'url', value: 'http://evil.example/login?a=1' };
const page = `https://urlscan.io/result/${uuid}/`;
const tag = 'sb0195f2aa1111444455556666';
const document = 'urlscan.io API v1, "Result API"';

const submitted = {
  message: 'Submission successful',
  uuid,
  result: page,
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

const hit = {
  name: 'a malicious page',
  document,
  indicator: url,
  body: scan({ score: 100, malicious: true }),
  expected: {
    status: 'ok',
    summary: {
      score: 100,
      malicious: true,
      page: { domain: 'evil.example', ip: '1.2.3.4', title: 'Sign in  to your bank' },
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
        reference: page,
      },
    ],
    observedAt: '2026-05-23T09:59:30.123Z',
    link: page,
  },
};

describeProvider(
  'urlscan, asked for a result',
  {
    plugin: urlscan,
    route: `GET /api/v1/result/${uuid}/`,
    others: { 'POST /api/v1/scan/': json(200, submitted) },
    own: [404, '404 as a page'],
    fixtures: [
      {
        ...hit,
        essential: ['task.uuid', 'task.time', 'verdicts', 'verdicts.overall.malicious', 'verdicts.overall.score'],
      },
      ...(
        [
          [{ score: 70, malicious: true }, 'malicious', 0.7],
          [{ score: 10, malicious: true }, 'malicious', 0.5],
          [{ score: 60 }, 'suspicious', 0.6],
          [{ score: 0 }, 'context', 1],
          [{ score: -100 }, 'benign', 0.5],
        ] as const
      ).map(([overall, claim, strength]) => ({
        name: `${JSON.stringify(overall)} as ${claim}; no opinion is no benign vote`,
        document,
        indicator: url,
        body: scan(overall),
        expected: { status: 'ok', evidence: [{ claim, strength }] },
      })),
      {
        name: 'decoration that is missing or changed its form',
        document,
        indicator: url,
        body: scan({ score: 50, brands: 'bank' }, { page: {}, lists: { ips: 'none' } }),
        expected: { evidence: [{ facts: ['urlscan.io calls the page not malicious (score 50).'] }] },
      },
    ],
  },
  (bench) => {
    it('waits while there is no result, and tells it once there is one', async () => {
      bench().server.on('POST /api/v1/scan/', json(200, submitted));
      const notYet = json(404, { message: 'Not Found', status: 404 });
      bench().server.on('GET /*', [notYet, notYet, json(200, hit.body)]);
      const waits: number[] = [];
      let step: SlowStep = await bench().slow.submit(url, bench().context());
      while (step.state === 'pending') {
        waits.push(step.pollAfterMs);
        expect(step.ticket).toEqual(ticket);
        step = await bench().slow.poll(url, step.ticket, bench().context());
      }
      expect(waits).toEqual([10_000, 5_000, 5_000]);
      expect(step.outcome).toMatchObject(hit.expected);
      expect(bench().server.requests.filter((request) => request.method === 'POST')).toHaveLength(1);
    });

    it.each([
      ['410', json(410, { message: 'Scan deleted', status: 410 }), 'rejected'],
      ['a score out of range', json(200, scan({ score: 1_000 })), 'invalid_response'],
      [
        'another scan',
        json(200, scan({}, { task: { ...scan({}).task, uuid: '11111111-a9d9-45c0-ac50-1ca579b86c72' } })),
        'invalid_response',
      ],
    ])('takes %s for no answer', async (_what, answer, code) => {
      bench().server.on('GET /*', answer);
      const polled = bench().slow.poll(url, ticket, bench().context());
      await expect(polled).rejects.toMatchObject({ pluginCode: code });
    });

    it('refuses a ticket that it did not write', async () => {
      await expect(bench().slow.poll(url, { scan_id: '../../user' }, bench().context())).rejects.toThrow();
      expect(bench().server.connectionCount()).toBe(0);
    });
  },
);

describeProvider(
  'urlscan, asked to scan',
  {
    plugin: urlscan,
    route: 'POST /api/v1/scan/',
    others: { 'GET /api/v1/*': json(200, hit.body) },
    fixtures: [
      {
        name: 'a submission that is taken',
        document: 'urlscan.io API v1, "Submission API"',
        indicator: url,
        body: submitted,
        expected: { status: 'ok' },
        essential: ['uuid'],
      },
    ],
  },
  (bench) => {
    const submit = (timeoutMs?: number) => bench().slow.submit(url, bench().context(timeoutMs));

    it('sends what it has to, privately', async () => {
      bench().server.on('POST /*', json(200, submitted));
      await submit();
      const [asked] = bench().server.requests;
      expect(JSON.parse(asked?.body ?? '')).toEqual({ url: url.value, visibility: 'private', tags: [tag] });
      expect(asked?.headers).toMatchObject({ 'api-key': secretCanary, 'content-type': 'application/json' });
    });

    it('takes an id that is a path for no answer', async () => {
      bench().server.on('POST /*', json(200, { ...submitted, uuid: '../../user' }));
      await expect(submit()).rejects.toMatchObject({ pluginCode: 'invalid_response' });
    });

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
      bench().server.on('POST /*', played);
      await expect(submit(200)).rejects.toMatchObject({ isWithoutEffect });
    });

    it('a source that nobody listens at had no effect', async () => {
      const closed = await startFixtureServer();
      await closed.close();
      await bench().server.close();
      await expect(submit()).rejects.toMatchObject({ pluginCode: 'unreachable', isWithoutEffect: true });
    });

    it.each<[Record<string, string>, number | undefined]>([
      [{ 'x-rate-limit-reset-after': '45' }, 45],
      [{ 'retry-after': '30', 'x-rate-limit-reset-after': '45' }, 30],
      [{}, undefined],
    ])('passes the wait of %o on as %s seconds', async (headers, retryAfterSeconds) => {
      bench().server.on('POST /*', json(429, { message: 'Rate limit' }, headers));
      await expect(submit()).rejects.toMatchObject({ pluginCode: 'quota', retryAfterSeconds });
    });

    it.each(['http://192.168.0.1/', 'http://[::1]:8080/', 'http://127.0.0.1/'])('never sends %s out', async (value) => {
      const step = await bench().slow.submit({ ...url, value }, bench().context());
      expect(step).toMatchObject({ state: 'done', outcome: { status: 'skipped' } });
      expect(bench().server.connectionCount()).toBe(0);
    });
  },
);

const found = { results: [{ _id: uuid, task: { uuid, visibility: 'private', tags: [tag] }, page: {} }], total: 1 };
const find = (bench: PluginBench, timeoutMs?: number) => bench.slow.recovery?.find(url, bench.context(timeoutMs));

describeProvider(
  'urlscan, asked what became of a submission',
  {
    plugin: urlscan,
    ask: async (bench, _indicator, timeoutMs) => ({ status: 'ok', step: await find(bench, timeoutMs) }),
    route: 'GET /api/v1/search/',
    fixtures: [
      {
        name: 'a submission found by the tag that it carried',
        document: 'urlscan.io API v1, "Search API"',
        indicator: url,
        body: found,
        expected: { step: { state: 'pending', ticket, pollAfterMs: 5_000 } },
        essential: ['results', 'results.[].task.uuid'],
      },
      {
        name: 'one that is not listed (yet)',
        document: 'urlscan.io API v1, "Search API"',
        indicator: url,
        body: { results: [], total: 0, took: 3, has_more: false },
        expected: { step: undefined },
      },
    ],
  },
  (bench) => {
    it('asks for its own tag alone', async () => {
      bench().server.on('GET /*', json(200, found));
      await find(bench());
      expect(bench().server.requests[0]?.query).toEqual({ q: `task.tags:"${tag}"`, size: '1' });
    });
  },
);

it.each([
  ['private', { disclosure: 'active', maxTlp: 'green', maxPap: 'green' }],
  ['unlisted', { disclosure: 'active', maxTlp: 'clear', maxPap: 'green' }],
  ['public', { disclosure: 'public', maxTlp: 'clear', maxPap: 'green' }],
])('urlscan allows less the more people see the scan: %s', (visibility, exposure) => {
  expect(urlscan().exposure({ visibility })).toEqual(exposure);
});

import { json } from '@sentrybox/testing';
import { cape } from '../cape/cape.plugin';
import { joeSandbox } from '../joe-sandbox/joe-sandbox.plugin';
import { indicatorOf } from '../../../test/indicator-of';
import { secretCanary } from '../../../test/plugin-bench';
import { describeProvider } from '../../../test/provider-table';
import { hybridAnalysis } from './hybrid-analysis.plugin';

const indicator = indicatorOf('url', 'http://evilname.com/');
const reference = '0195f2aa-1111-7222-8333-444455556666'; // of the bench
const tag = 'sb0195f2aa1111444455556666';
const jobId = '6a1f0c9be4d1a7f2b3c4d5e6';

const submitted = { job_id: jobId, submission_type: 'page_url', sha256: 'a'.repeat(64), environment_id: 160 };
const report = (verdict: string) => ({
  job_id: jobId,
  environment_id: 160,
  verdict,
  analysis_start_time: '2026-05-23T09:50:00+00:00',
  threat_score: 90,
  av_detect: 40,
  vx_family: 'Emotet',
  domains: ['evilname.com'],
  hosts: ['192.0.2.1'],
  mitre_attcks: [],
});
const state = (name: string) => ({ state: name, error_type: null, related_reports: [] });

describeProvider(
  'hybrid_analysis, asked for a report',
  {
    plugin: hybridAnalysis,
    route: `GET /api/v2/report/${jobId}/summary`,
    others: {
      'POST /api/v2/submit/url': json(201, submitted),
      [`GET /api/v2/report/${jobId}/state`]: json(200, state('SUCCESS')),
    },
    fixtures: (
      [
        ['malicious', 'malicious', 0.9],
        ['suspicious', 'suspicious', 0.7],
        ['whitelisted', 'benign', 0.7],
        ['no specific threat', 'context', 1],
      ] as const
    ).map(([verdict, claim, strength]) => ({
      name: `the verdict ${verdict}`,
      document: 'Hybrid Analysis API v2, "GET /report/{id}/summary"',
      indicator,
      body: report(verdict),
      expected: { summary: { verdict }, evidence: [{ claim, strength, observed_at: '2026-05-23T09:50:00.000Z' }] },
      essential: ['job_id', 'verdict', 'analysis_start_time'],
    })),
  },
  (bench) => {
    const poll = () => bench().slow.poll(indicator, { job_id: jobId }, bench().context());

    it.each(['IN_QUEUE', 'IN_PROGRESS'])('waits while it is %s', async (name) => {
      bench().server.on('GET /*', json(200, state(name)));
      expect(await poll()).toMatchObject({ state: 'pending', pollAfterMs: 30_000 });
    });

    it('ends with an error where the sandbox could not', async () => {
      bench().server.on('GET /*', json(200, state('ERROR')));
      await expect(poll()).rejects.toMatchObject({ pluginCode: 'rejected' });
    });

    it('submits with the key and the name that the source asks for', async () => {
      bench().server.on('POST /*', json(201, submitted));
      await bench().slow.submit(indicator, bench().context());
      expect(bench().server.requests).toMatchObject([
        {
          body: `url=http%3A%2F%2Fevilname.com%2F&environment_id=160&comment=%23${tag}`,
          headers: { 'api-key': secretCanary, 'user-agent': 'Falcon Sandbox' },
        },
      ]);
    });
  },
);

describeProvider(
  'hybrid_analysis, asked to open a page',
  {
    plugin: hybridAnalysis,
    ask: (bench) => bench.slow.submit(indicator, bench.context()).then((step) => ({ status: 'ok', step })),
    route: 'POST /api/v2/submit/url',
    own: [201, 'hang', 'one byte at a time', 'half an answer and silence'],
    fixtures: [
      {
        name: 'a submission that is taken',
        document: 'Hybrid Analysis API v2, "POST /submit/url"',
        indicator,
        status: 201,
        body: submitted,
        expected: { step: { state: 'pending', ticket: { job_id: jobId } } },
        essential: ['job_id'],
      },
    ],
  },
  () => undefined,
);

const capeReport = (score: number) => ({
  info: { id: 7, category: 'url', started: '2026-05-23 09:50:00' },
  malscore: score,
  detections: [{ family: 'Emotet', details: [] }],
  signatures: [{ name: 'network_http', severity: 2 }],
});

describeProvider(
  'cape',
  {
    plugin: cape,
    route: 'GET /apiv2/tasks/get/report/7/',
    others: {
      'POST /apiv2/tasks/create/url/': json(200, { error: false, data: { task_ids: [7], message: 'ok' }, url: [] }),
      'GET /apiv2/tasks/status/7/': json(200, { error: false, data: 'reported' }),
    },
    fixtures: (
      [
        [10, 'malicious', 1],
        [7, 'malicious', 0.7],
        [4.5, 'suspicious', 0.45],
        [0.5, 'context', 1],
      ] as const
    ).map(([score, claim, strength]) => ({
      name: `the score ${score}`,
      document: 'CAPEv2 API, "tasks/get/report"',
      indicator,
      body: capeReport(score),
      expected: {
        summary: { score, families: ['Emotet'], signatures: ['network_http'] },
        evidence: [{ claim, strength }],
      },
      essential: ['malscore', 'info', 'info.id'],
    })),
  },
  (bench) => {
    const poll = () => bench().slow.poll(indicator, { task_id: 7 }, bench().context());

    it.each(['pending', 'running', 'completed'])('waits while it is %s', async (status) => {
      bench().server.on('GET /*', json(200, { error: false, data: status }));
      expect(await poll()).toMatchObject({ state: 'pending' });
    });

    it.each([
      [{ error: false, data: 'failed_analysis' }, 'rejected'],
      [{ error: true, error_value: 'Task does not exist' }, 'invalid_response'],
    ])('takes %j for no answer', async (body, code) => {
      bench().server.on('GET /*', json(200, body));
      await expect(poll()).rejects.toMatchObject({ pluginCode: code });
    });

    it('takes a task that nobody waits for out of the queue', async () => {
      bench().server.on('GET /*', json(200, { data: 'Task(s) ID(s) 7 has been deleted' }));
      await bench().slow.cancel?.({ task_id: 7 }, bench().context());
      expect(bench().server.requests.map(({ path }) => path)).toEqual(['/apiv2/tasks/delete/7/']);
    });

    it.each([
      { error: true, failed: 'Task(s) ID(s) 7 failed to remove' },
      { error: true, error_value: 'Disabled' },
    ])('does not take %j for a deletion', async (body) => {
      bench().server.on('GET /*', json(200, body));
      const cancelled = bench().slow.cancel?.({ task_id: 7 }, bench().context());
      await expect(cancelled).rejects.toMatchObject({ pluginCode: 'invalid_response' });
    });

    it('takes a submission without a task for no answer', async () => {
      bench().server.on('POST /*', json(200, { error: true, error_value: 'no machine' }));
      const submission = bench().slow.submit(indicator, bench().context());
      await expect(submission).rejects.toMatchObject({ pluginCode: 'invalid_response' });
    });
  },
);

const analysis = { webid: '200001', detection: 'malicious', score: 88 };
const joeInfo = (detection: string) => ({
  data: {
    submission_id: '100001',
    name: 'http://evilname.com/',
    status: 'finished',
    time: '2026-05-23T09:50:00+00:00',
    most_relevant_analysis: { webid: '200001', detection, score: 88, yara: false },
    analyses: [],
  },
});

describeProvider(
  'joe_sandbox',
  {
    plugin: joeSandbox,
    route: 'POST /api/v2/submission/info',
    others: { 'POST /api/v2/submission/new': json(200, { data: { submission_id: '100001' } }) },
    fixtures: (
      [
        ['malicious', 'malicious', 0.95],
        ['suspicious', 'suspicious', 0.7],
        ['clean', 'benign', 0.4],
        ['unknown', 'context', 1],
      ] as const
    ).map(([detection, claim, strength]) => ({
      name: `the detection ${detection}`,
      document: 'Joe Sandbox Web API, "v2/submission/info"',
      indicator,
      body: joeInfo(detection),
      expected: { summary: { detection, score: 88 }, evidence: [{ claim, strength }] },
      essential: ['data', 'data.status', 'data.submission_id', 'data.most_relevant_analysis.detection'],
    })),
  },
  (bench) => {
    it('waits while it runs', async () => {
      bench().server.on('POST /*', json(200, { data: { status: 'running', submission_id: '100001' } }));
      const ticket = { submission_id: '100001' };
      expect(await bench().slow.poll(indicator, ticket, bench().context())).toMatchObject({ state: 'pending', ticket });
    });

    it.each([
      ['/api/v2/submission/delete', { submission_id: '100001' }, 'submission_id=100001'],
      ['/api/v2/analysis/delete', { webid: '200001' }, 'webid=200001'],
    ])('takes back what nobody waits for: %s', async (path, ticket, form) => {
      bench().server.on('POST /*', json(200, { data: { deleted: true } }));
      await bench().slow.cancel?.(ticket, bench().context());
      expect(bench().server.requests).toMatchObject([{ path, body: `apikey=${secretCanary}&${form}` }]);
    });

    it('follows an analysis that was found by its comment', async () => {
      const played = [
        json(200, { data: { webid: '200001', status: 'running', comments: reference } }),
        json(200, { data: { ...analysis, status: 'finished', comments: reference, runs: [] } }),
      ];
      bench().server.on('POST /api/v2/analysis/info', played);
      const poll = () => bench().slow.poll(indicator, { webid: '200001' }, bench().context());
      expect(await poll()).toMatchObject({ state: 'pending', ticket: { webid: '200001' } });
      expect(await poll()).toMatchObject({ state: 'done', outcome: { status: 'ok', summary: { score: 88 } } });
    });

    it('accepts the terms and sends the key in the form', async () => {
      bench().server.on('POST /*', json(200, { data: { submission_id: '100001' } }));
      await bench().slow.submit(indicator, bench().context());
      expect(bench().server.requests[0]?.body).toBe(
        `apikey=${secretCanary}&accept-tac=1&url=http%3A%2F%2Fevilname.com%2F&comments=${reference}`,
      );
    });
  },
);

it.each([
  [false, { disclosure: 'public', maxTlp: 'clear' }],
  [true, { disclosure: 'active', maxTlp: 'green' }],
])('joe_sandbox with a private instance %s may be told as much as its readers', (isPrivate, exposure) => {
  expect(joeSandbox().exposure({ private_instance: isPrivate })).toMatchObject(exposure);
});

/** The same question to each: what became of the submission that carried this reference? */
const searches = [
  {
    plugin: hybridAnalysis,
    route: 'POST /api/v2/search/terms',
    document: 'Hybrid Analysis API v2, "POST /search/terms"',
    asked: `tag=${tag}`,
    found: { search_terms: [{ id: 'tag', value: tag }], count: 1, result: [{ job_id: jobId, verdict: 'malicious' }] },
    none: { search_terms: [{ id: 'tag', value: tag }], count: 0, result: [] },
    ticket: { job_id: jobId },
    essential: ['result', 'result.[].job_id'],
  },
  {
    plugin: joeSandbox,
    route: 'POST /api/v2/analysis/search',
    document: 'Joe Sandbox Web API, "v2/analysis/search"',
    asked: `apikey=${secretCanary}&q=${reference}`,
    found: { data: [{ webid: '200001' }] },
    none: { data: [] },
    ticket: { webid: '200001' },
    essential: ['data', 'data.[].webid'],
  },
  {
    plugin: cape,
    route: 'GET /apiv2/tasks/list/100/',
    document: 'CAPEv2 API, "tasks/list"',
    asked: '',
    found: {
      data: [
        { id: 8, category: 'url', custom: null, status: 'pending' },
        { id: 7, category: 'url', custom: reference, status: 'running' },
      ],
      config: 'Limit: 100, Offset: None',
      buf: 2,
    },
    none: { data: [], config: 'Limit: 100, Offset: None', buf: 0 },
    ticket: { task_id: 7 },
    essential: ['data', 'data.[].id', 'data.[].custom'],
  },
] as const;

for (const { plugin, route, document, asked, found, none, ticket, essential } of searches) {
  const { name } = plugin().manifest;
  describeProvider(
    `${name}, asked what became of a submission`,
    {
      plugin,
      ask: async (bench, _indicator, timeoutMs) => ({
        status: 'ok',
        step: await bench.slow.recovery?.find(indicator, bench.context(timeoutMs)),
      }),
      route,
      fixtures: [
        {
          name: 'a submission that it shows',
          document,
          indicator,
          body: found,
          expected: { step: { state: 'pending', ticket } },
          essential,
        },
        { name: 'one that it does not show (yet)', document, indicator, body: none, expected: { step: undefined } },
      ],
    },
    (bench) => {
      it('asks for its own alone', async () => {
        bench().server.on(route, json(200, none));
        await bench().slow.recovery?.find(indicator, bench().context());
        expect(bench().server.requests.map(({ body }) => body)).toEqual([asked]);
      });
    },
  );
}

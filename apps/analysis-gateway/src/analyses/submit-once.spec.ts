import { json, resetInBody } from '@sentrybox/testing';
import type { Answer } from '@sentrybox/testing';
import { indicatorOf } from '../../test/indicator-of';
import { PluginBench } from '../../test/plugin-bench';
import { cape } from '../plugins/cape/cape.plugin';
import { hybridAnalysis } from '../plugins/hybrid-analysis/hybrid-analysis.plugin';
import { joeSandbox } from '../plugins/joe-sandbox/joe-sandbox.plugin';
import { urlscan } from '../plugins/urlscan/urlscan.plugin';
import { submitOnce } from './submit-once';

const indicator = indicatorOf('url', 'http://evilname.com/');
const reference = '0195f2aa-1111-7222-8333-444455556666'; // of the bench
const uuid = '0e37e828-a9d9-45c0-ac50-1ca579b86c72';
const jobId = '6a1f0c9be4d1a7f2b3c4d5e6';

/** How each source takes a submission, and shows it. */
const sources = [
  {
    plugin: urlscan,
    submission: 'POST /api/v1/scan/',
    taken: json(200, { uuid }),
    search: 'GET /api/v1/search/',
    shown: json(200, { results: [{ task: { uuid } }] }),
    ticket: { scan_id: uuid },
  },
  {
    plugin: cape,
    submission: 'POST /apiv2/tasks/create/url/',
    taken: json(200, { error: false, data: { task_ids: [7] } }),
    search: 'GET /apiv2/tasks/list/100/',
    shown: json(200, { data: [{ id: 7, custom: reference }] }),
    ticket: { task_id: 7 },
  },
  {
    plugin: hybridAnalysis,
    submission: 'POST /api/v2/submit/url',
    taken: json(201, { job_id: jobId }),
    search: 'POST /api/v2/search/terms',
    shown: json(200, { result: [{ job_id: jobId }] }),
    ticket: { job_id: jobId },
  },
  {
    plugin: joeSandbox,
    submission: 'POST /api/v2/submission/new',
    taken: json(200, { data: { submission_id: '100001' } }),
    search: 'POST /api/v2/analysis/search',
    shown: json(200, { data: [{ webid: '200001' }] }),
    ticket: { webid: '200001' },
  },
].map((source) => [source.plugin().manifest.name, source] as const);

type Source = (typeof sources)[number][1];

/** A worker that dies after the call, whatever came of it; then another one at the same row. */
async function killedAfterTheCall({ plugin, submission, search, shown }: Source, answer: Answer) {
  const bench = await PluginBench.start(plugin());
  bench.server.on(submission, answer);
  bench.server.on(search, shown);
  const { recovery } = bench.slow;
  if (recovery === undefined) throw new Error('It cannot be found again.');
  let since: Date | null = null;
  const attempt = () =>
    submitOnce({
      plugin: bench.slow,
      recovery,
      indicator,
      context: bench.context(),
      mark: {
        since,
        set: (at) => {
          since = at;
          return Promise.resolve(true);
        },
        clear: () => Promise.reject(new Error('It may have been taken.')),
      },
      now: () => new Date('2026-05-23T10:00:00.000Z'),
    });
  try {
    await attempt().catch(() => undefined); // its outcome dies with it
    const step = await attempt();
    const [method, path] = submission.split(' ');
    const submissions = bench.server.requests.filter((each) => each.method === method && each.path === path);
    return { step, submissions: submissions.length };
  } finally {
    await bench.close();
  }
}

describe('a source that opens what it is given', () => {
  it.each(sources)('F09 %s is given it once, though the worker dies before it can say so', async (_name, source) => {
    expect(await killedAfterTheCall(source, source.taken)).toMatchObject({
      step: { state: 'pending', ticket: source.ticket },
      submissions: 1,
    });
  });

  it.each(sources)('F09 %s is given it once, though its answer was lost', async (_name, source) => {
    expect(await killedAfterTheCall(source, resetInBody())).toMatchObject({
      step: { state: 'pending', ticket: source.ticket },
      submissions: 1,
    });
  });
});

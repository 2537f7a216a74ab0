import { uuidv7 } from '@sentrybox/database';
import type { Gateway } from '../../test/gateway-installation';
import { GatewayInstallation, until } from '../../test/gateway-installation';
import { anAnswer, fastPlugin, held, slowPlugin } from '../../test/scripted-plugins';
import type { SlowStep } from '../plugins';
import { PluginError } from '../plugins';

const ip = { ioc: '1.1.1.1', type: 'ip' };
const done: SlowStep = { state: 'done', outcome: anAnswer };
const pending = (pollAfterMs = 0): SlowStep => ({ state: 'pending', ticket: { scan: 'x' }, pollAfterMs });
const upstream = (retryAfterSeconds?: number) =>
  new PluginError('upstream', { message: 'Their fault.', retryAfterSeconds });

jest.setTimeout(90_000);

const steps: Record<string, number> = {};
const cancelled: unknown[] = [];
const first = held<SlowStep>();
const second = held<SlowStep>();

const plugins = [
  fastPlugin('quick'),
  slowPlugin('polled', (step) => {
    steps.polled = step;
    return Promise.resolve(step < 4 ? pending() : done);
  }),
  slowPlugin('recovers', (step) => {
    steps.recovers = step;
    return step === 1 ? Promise.reject(upstream()) : Promise.resolve(done);
  }),
  slowPlugin('refused', (step) => {
    steps.refused = step;
    return Promise.reject(new PluginError('unauthorized', { message: 'The key is refused.' }));
  }),
  slowPlugin('crashes', () => Promise.reject(new TypeError('secret is undefined'))),
  slowPlugin('fails', () => Promise.reject(upstream())),
  slowPlugin('waits_long', () => Promise.reject(upstream(3_600))),
  slowPlugin('endless', () => Promise.resolve(pending(100)), {
    cancel: (ticket) => {
      cancelled.push(ticket);
      return Promise.reject(upstream());
    },
  }),
  slowPlugin('one', () => first.promise),
  slowPlugin('two', () => second.promise),
  slowPlugin('nothing', () =>
    Promise.resolve({ state: 'done', outcome: { status: 'not_found', summary: {}, link: null } }),
  ),
];

let installation: GatewayInstallation;
let gateway: Gateway;
let key: string;

beforeAll(async () => {
  installation = await GatewayInstallation.start();
  gateway = await installation.gateway({ plugins });
  key = installation.surroundings.key(uuidv7());
});

afterAll(() => installation.stop());

async function started(plugin: string): Promise<{ id: string; workId: string }> {
  const { id, pending: open } = await gateway.analyse(key, { ...ip, plugins: [plugin] });
  expect(Object.keys(open)).toEqual([plugin]);
  return { id, workId: open[plugin]?.job_id ?? '' };
}

const workOf = async (workId: string) => {
  const rows = await installation.database.query<{ state: string; attempt: number; last_error: string | null }>(
    'SELECT state, attempt, last_error FROM analysis.work WHERE id = $1',
    [workId],
  );
  return rows[0];
};

describe('G10 a slow plugin ends in exactly one result', () => {
  it('polls until its source has finished, and stores the result in the analysis', async () => {
    const { id, workId } = await started('polled');

    expect(await gateway.ready(key, id, 'polled')).toMatchObject({ status: 'ok', summary: { seen: 1 } });
    expect(steps.polled).toBe(4);
    const { body } = await gateway.call('GET', `/api/v1/analysis/${id}`, { key });
    expect(body).toMatchObject({ pending: {}, results: { polled: { status: 'ok' } }, coverage: 1 });
    expect(await workOf(workId)).toMatchObject({ state: 'done' });
  });

  it('tries again after an error that may pass', async () => {
    const { id } = await started('recovers');

    expect(await gateway.ready(key, id, 'recovers')).toMatchObject({ status: 'ok' });
    expect(steps.recovers).toBe(2);
  });

  it('does not try again what cannot get better, and says why', async () => {
    const { id, workId } = await started('refused');

    expect(await gateway.ready(key, id, 'refused')).toMatchObject({
      status: 'error',
      error: { code: 'unauthorized', message: 'The key is refused.' },
      evidence: [],
    });
    expect(steps.refused).toBe(1);
    expect(await workOf(workId)).toMatchObject({ state: 'done' });
  });

  it('shows nothing of an error that nobody meant to throw', async () => {
    const { id } = await started('crashes');

    expect((await gateway.ready(key, id, 'crashes')).error).toEqual({
      code: 'internal_error',
      message: 'The plugin failed.',
    });
  });

  it('makes the last error the result when the attempts are used up', async () => {
    const { id, workId } = await started('fails');
    await until(async () => ((await workOf(workId))?.last_error === null ? undefined : true));
    // The waits between attempts grow; here only the last one is of interest.
    await installation.database.query(`UPDATE analysis.work SET attempt = 4, due_at = now() WHERE id = $1`, [workId]);

    expect(await gateway.ready(key, id, 'fails')).toMatchObject({
      status: 'error',
      error: { code: 'upstream', message: 'Their fault.' },
    });
    expect(await workOf(workId)).toMatchObject({ state: 'failed', last_error: 'upstream' });
    const again = await gateway.call('GET', `/api/v1/analysis/${id}/pending/fails`, { key });
    expect([again.status, again.body.status]).toEqual([200, 'ready']);
  });

  it('ends at once when its source asks to wait longer than anybody would', async () => {
    const { id } = await started('waits_long');

    expect((await gateway.ready(key, id, 'waits_long')).error).toEqual({
      code: 'upstream',
      message: 'Their fault.',
      retry_after_seconds: 3_600,
    });
  });

  it('ends as a time-out when its source never finishes', async () => {
    const { id } = await started('endless');
    await until(async () => {
      const rows = await installation.database.query<{ ticket: object | null }>(
        'SELECT ticket FROM analysis.plugin_result WHERE analysis_id = $1',
        [id],
      );
      return rows[0]?.ticket ?? undefined;
    });
    await installation.database.query(
      `UPDATE analysis.plugin_result SET submitted_at = submitted_at - interval '61 seconds' WHERE analysis_id = $1`,
      [id],
    );

    expect((await gateway.ready(key, id, 'endless')).error).toMatchObject({ code: 'timeout' });
    // The source is told, once, and that it cannot be told changes nothing.
    expect(cancelled).toEqual([{ scan: 'x' }]);
  });

  it('judges by both results when two end together', async () => {
    const { id } = await gateway.analyse(key, { ...ip, plugins: ['one', 'two'] });
    first.resolve(done);
    second.resolve(done);
    await Promise.all(['one', 'two'].map((plugin) => gateway.ready(key, id, plugin)));

    const { body } = await gateway.call('GET', `/api/v1/analysis/${id}`, { key });
    expect(body).toMatchObject({ pending: {}, coverage: 1, explanation: [] });
  });

  it('keeps "no record" apart from an answer', async () => {
    const { id } = await started('nothing');

    expect(await gateway.ready(key, id, 'nothing')).toMatchObject({ status: 'not_found' });
  });
});

it('G10 a plugin that is gone after an update ends as an error, not pending for ever', async () => {
  const other = await GatewayInstallation.start();
  const asking = other.surroundings.key(uuidv7());
  const api = await other.gateway({ plugins: [slowPlugin('retired', () => Promise.resolve(done))], role: 'api' });
  const { id } = await api.analyse(asking, { ...ip, plugins: ['retired'] });
  expect((await api.call('GET', `/api/v1/analysis/${id}/pending/retired`, { key: asking })).status).toBe(202);
  await other.gateway({ plugins: [fastPlugin('quick')], role: 'worker' });

  expect((await api.ready(asking, id, 'retired')).error).toEqual({
    code: 'unavailable',
    message: 'The plugin is gone.',
  });
  await other.stop();
});

it('G10 a worker that is told to end gives its work back instead of calling it failed', async () => {
  const other = await GatewayInstallation.start();
  const asking = other.surroundings.key(uuidv7());
  let runs = 0;
  const interrupted = slowPlugin('interrupted', (_step, { signal }) => {
    runs += 1;
    if (runs > 1) return Promise.resolve(done);
    return new Promise<SlowStep>((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(new Error('aborted'));
      });
    });
  });
  const api = await other.gateway({ plugins: [interrupted], role: 'api' });
  const worker = await other.gateway({ plugins: [interrupted], role: 'worker' });
  const { id } = await api.analyse(asking, { ...ip, plugins: ['interrupted'] });
  await until(() => Promise.resolve(runs === 1 ? true : undefined));
  await worker.running.close();

  expect((await api.call('GET', `/api/v1/analysis/${id}/pending/interrupted`, { key: asking })).status).toBe(202);
  await other.gateway({ plugins: [interrupted], role: 'worker' });
  expect(await api.ready(asking, id, 'interrupted')).toMatchObject({ status: 'ok' });
  await other.stop();
});

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { poll, request, startProviders, startStack } from '@sentrybox/testing';
import type { Providers, Stack } from '@sentrybox/testing';
import { canReadEnvironment, startWorker } from '../second-process';
import type { SecondProcess } from '../second-process';
import { startCollector } from './collector';
import type { Collector, ReceivedSpan } from './collector';

jest.setTimeout(180_000);

const onLinux = canReadEnvironment ? describe : describe.skip;
/** Never the same twice: what was answered once is kept and not asked again. */
const longUrl = (): string => `http://login.example.org/${randomBytes(6).toString('hex')}/${'a'.repeat(1_500)}`;

onLinux('a traced installation (needs /proc)', () => {
  let collector: Collector;
  let providers: Providers;
  let stack: Stack;
  let worker: SecondProcess;

  beforeAll(async () => {
    [collector, providers] = await Promise.all([startCollector(), startProviders()]);
    stack = await startStack({
      environment: {
        ...providers.environment,
        SENTRYBOX_ROLE: 'api',
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=a-key-of-the-collector',
      },
    });
    worker = await startWorker('analysis-gateway', stack.pidOf('analysis-gateway'));
  });

  afterAll(async () => {
    await worker.stop();
    await stack.stop();
    await Promise.all([collector.close(), providers.close()]);
  });

  async function analyse(headers: Record<string, string> = {}): Promise<number> {
    const gateway = stack.urls['analysis-gateway'];
    const created = await request(`${gateway}/api/v1/analysis`, {
      body: { ioc: longUrl(), type: 'url', plugins: ['urlscan', 'virustotal'] },
      credential: stack.apiKey,
      headers,
    });
    const { pending } = created.body as { pending: { urlscan: { poll_url: string } } };
    const ready = await poll(`${gateway}${pending.urlscan.poll_url}`, { credential: stack.apiKey, while: 202 });
    return ready.status;
  }

  it('shows one analysis with a slow plugin as one trace over at least three processes', async () => {
    const traceId = randomBytes(16).toString('hex');
    const status = await analyse({ traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
    const spans = await spansOf(traceId, isWhole);

    const [gateway, identity] = [stack.pidOf('analysis-gateway'), stack.pidOf('identity')];
    expect(status).toBe(200);
    expect(new Set(spans.map(({ pid }) => pid)).size).toBeGreaterThanOrEqual(3);
    expect(spans).toContainEqual(span(gateway, 'POST /api/v1/analysis', { 'http.response.status_code': 200 }));
    expect(spans).toContainEqual(span(gateway, 'ask identity.key.verify', {}));
    expect(spans).toContainEqual(span(identity, 'handle identity.key.verify', {}));
    expect(spans).toContainEqual(span(worker.pid, 'work analysis-gateway.run-slow-plugin', {}));
    expect(spans).toContainEqual(span(worker.pid, 'POST configured', { 'server.address': '127.0.0.1' }));
    // Every span but the request's, whose parent is the client's, has its parent in the same trace.
    const ids = new Set(spans.map(({ spanId }) => spanId));
    expect(spans.filter(({ parentSpanId }) => !ids.has(parentSpanId ?? '')).map(({ name }) => name)).toEqual([
      'POST /api/v1/analysis',
    ]);
    expect(spans.find(({ name }) => name.startsWith('work '))?.links).toEqual([traceId]);
    expect(stackLog()).toContain(`"trace_id":"${traceId}"`);
  });

  it('G07 sends no secret, and of what was analysed no more than 256 characters', async () => {
    await analyse();
    await settled(() => collector.spans().filter(({ service }) => service === 'analysis-gateway').length);

    const values = collector.spans().flatMap((each) => [each.name, ...Object.values(each.attributes).map(String)]);
    expect(values.filter((value) => value.length > 256)).toEqual([]);
    expect(collector.spanText()).not.toContain('a'.repeat(257));
    expect(collector.spanText()).not.toContain(stack.apiKey);
    expect(collector.spanText()).not.toContain('fixture-key');
    expect(stackLog()).not.toContain('a-key-of-the-collector');
  });

  it('does not notice that the collector is gone', async () => {
    await collector.close();
    const startedAt = performance.now();
    const statuses = await Promise.all(Array.from({ length: 20 }, () => analyse()));

    expect(statuses).toEqual(statuses.map(() => 200));
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  });

  const span = (pid: number, name: string, attributes: object): unknown =>
    expect.objectContaining({ pid, name, attributes: expect.objectContaining(attributes) as object });

  const isWhole = (found: readonly ReceivedSpan[]): boolean =>
    found.some(({ name }) => name === 'POST /api/v1/analysis') &&
    found.some(({ pid, attributes }) => pid === worker.pid && attributes['sentrybox.outcome'] === 'ok');

  async function spansOf(traceId: string, isEnough: (found: readonly ReceivedSpan[]) => boolean) {
    const ofTrace = () => collector.spans().filter((each) => each.traceId === traceId);
    const deadline = Date.now() + 30_000;
    while (!isEnough(ofTrace()) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 100));
    await settled(() => ofTrace().length);
    return ofTrace();
  }

  /** Waits until nothing more came for two rounds of the exporters. */
  async function settled(count: () => number): Promise<void> {
    for (let before = -1; before !== count();) {
      before = count();
      await new Promise((resolve) => setTimeout(resolve, 2_500));
    }
  }

  const stackLog = (): string =>
    ['analysis-gateway', 'identity']
      .map((app) => readFileSync(join(stack.home, 'logs', `${app}.log`), 'utf8'))
      .join('') + worker.log();
});

describe('an installation without a collector', () => {
  it('loads no part of the SDK; the mere interfaces come with the metrics library', () => {
    const script = `
      process.env.NODE_ENV = 'test'; process.env.PORT = '0'; process.env.METRICS_PORT = '0';
      require('./dist/apps/guardian/src/main.js');
      setTimeout(() => {
        console.log(JSON.stringify(Object.keys(require.cache).filter((path) => /@opentelemetry\\/(?!api\\/)/.test(path))));
        process.exit(0);
      }, 3000);`;
    const printed = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });

    expect(printed.trim()).toBe('[]');
  });
});

import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base';
import { createLogger } from '../logging/logger';
import { registerSecret } from '../logging/secret-values';
import { OtelTracer } from './otel-tracer';
import { startTracing } from './start-tracing';
import { currentTraceparent, inSpan, startSpan, useTracer } from './tracing';

const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

function tracing(ratio = 1) {
  // Its shutdown forgets what it has.
  const exporter = new InMemorySpanExporter();
  exporter.shutdown = () => Promise.resolve();
  const tracer = new OtelTracer({ service: 'test', version: '1', exporter, ratio });
  useTracer(tracer);
  return async () => {
    useTracer(undefined);
    await tracer.stop(2_000);
    return exporter.getFinishedSpans();
  };
}

const logger = createLogger({ service: 'test', version: '1', level: 'info', isTest: true });
const settings = { OTEL_TRACES_SAMPLER_ARG: 1, SENTRYBOX_OFFLINE: false };

afterEach(() => {
  useTracer(undefined);
});

describe('spans', () => {
  it('go on with the trace of the caller and hand it to what they cause', async () => {
    const spans = tracing();
    let inner: string | undefined;
    await inSpan({ name: 'outer', kind: 'server', parent }, () =>
      inSpan({ name: 'inner', kind: 'client' }, () => {
        inner = currentTraceparent();
        return Promise.resolve();
      }),
    );

    const [first, second] = await spans();
    expect(inner).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    expect(inner).toContain(first?.spanContext().spanId);
    expect(first?.parentSpanContext?.spanId).toBe(second?.spanContext().spanId);
    expect(second?.parentSpanContext?.spanId).toBe('00f067aa0ba902b7');
  });

  it.each([
    'x',
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01',
    'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    '00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01',
    `${parent}-${'a'.repeat(200)}`,
    `${parent}x`,
  ])('begin a trace of their own where the caller sends %j', async (text) => {
    const spans = tracing();
    await inSpan({ name: 'a', kind: 'server', parent: text }, () => Promise.resolve());

    const [span] = await spans();
    expect(span?.parentSpanContext).toBeUndefined();
    expect(span?.spanContext().traceId).not.toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });

  it('are not recorded where the caller decided so, nor beyond the configured share', async () => {
    const spans = tracing(0);
    await inSpan({ name: 'unsampled root', kind: 'server' }, () => Promise.resolve());
    await inSpan({ name: 'unsampled', kind: 'server', parent: parent.replace(/01$/, '00') }, () => Promise.resolve());
    await inSpan({ name: 'sampled', kind: 'server', parent }, () => Promise.resolve());

    expect((await spans()).map(({ name }) => name)).toEqual(['sampled']);
  });

  it('are left out where they could only be a part and there is no whole', async () => {
    const spans = tracing();
    const part = { name: 'part', kind: 'client', isPartOnly: true } as const;
    await inSpan(part, () => Promise.resolve());
    await inSpan({ name: 'whole', kind: 'server' }, () => inSpan(part, () => Promise.resolve()));

    expect((await spans()).map(({ name }) => name)).toEqual(['part', 'whole']);
  });

  it('link to what they serve without being a part of it', async () => {
    const spans = tracing();
    await inSpan({ name: 'relay', kind: 'producer', links: [parent, undefined, 'x'] }, () => Promise.resolve());

    const [span] = await spans();
    expect(span?.links.map(({ context }) => context.traceId)).toEqual(['4bf92f3577b34da6a3ce929d0e0e4736']);
  });

  it('fail with the code of the error and never with its text', async () => {
    const spans = tracing();
    const error = Object.assign(new Error('secret text'), { code: 'lease_lost' });
    await expect(inSpan({ name: 'a', kind: 'internal' }, () => Promise.reject(error))).rejects.toBe(error);

    const [span] = await spans();
    expect(span?.attributes).toEqual({ 'error.type': 'lease_lost' });
    expect(JSON.stringify([span?.events, span?.status])).not.toContain('secret text');
  });

  it('P05 carry no secret and no more than 256 characters of any value', async () => {
    registerSecret('a-registered-secret-value');
    const spans = tracing();
    await inSpan(
      {
        name: `n ${'x'.repeat(1_000)}`,
        kind: 'client',
        attributes: { long: 'y'.repeat(10_000), key: `sb_${'0'.repeat(32)}`, own: 'is a-registered-secret-value' },
      },
      () => Promise.resolve(),
    );

    const [span] = await spans();
    expect(span?.name.length).toBeLessThanOrEqual(256);
    expect(span?.attributes['long']).toHaveLength(256);
    expect(span?.attributes['key']).toBe('sb_[redacted]');
    expect(span?.attributes['own']).toBe('is [secret]');
  });
});

describe('where nothing is configured', () => {
  it('there is no span and no traceparent', async () => {
    const stop = await startTracing(settings, { name: 'test', version: '1' }, logger);

    expect(startSpan({ name: 'a', kind: 'internal' })).toBeUndefined();
    await expect(
      inSpan({ name: 'a', kind: 'internal' }, (span) => Promise.resolve([span, currentTraceparent()])),
    ).resolves.toEqual([undefined, undefined]);
    await stop();
  });

  it('P09 nothing is sent beyond loopback when the installation is offline', async () => {
    const offline = { ...settings, SENTRYBOX_OFFLINE: true };
    const started = async (url: string): Promise<boolean> => {
      const config = { ...offline, OTEL_EXPORTER_OTLP_ENDPOINT: url };
      const stop = await startTracing(config, { name: 'test', version: '1' }, logger);
      const isOn = startSpan({ name: 'a', kind: 'internal' }) !== undefined;
      await stop();
      return isOn;
    };

    await expect(started('http://collector.example:4318')).resolves.toBe(false);
    await expect(started('http://127.0.0.1.example:4318')).resolves.toBe(false);
    await expect(started('http://127.0.0.1:9')).resolves.toBe(true);
    await expect(started('http://[::1]:9')).resolves.toBe(true);
  });
});

describe('a collector that is down', () => {
  it('costs the work nothing and the end of the process at most 2 s', async () => {
    const config = { ...settings, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9/v1/traces' };
    const stop = await startTracing(config, { name: 'test', version: '1' }, logger);
    const results = await Promise.all(
      Array.from({ length: 10_000 }, (_, n) => inSpan({ name: 'a', kind: 'internal' }, () => Promise.resolve(n))),
    );
    const startedAt = performance.now();
    await stop();

    expect(results).toHaveLength(10_000);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
  });
});

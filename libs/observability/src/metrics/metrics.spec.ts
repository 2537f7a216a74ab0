import { Metrics } from './metrics';

describe('Metrics', () => {
  it('makes a metric once and gives it back by its name', async () => {
    const metrics = new Metrics();
    metrics.counter('rate_limited_total', 'Refused.', ['class']).inc({ class: 'anonymous' });
    metrics.counter('rate_limited_total', 'Refused.', ['class']).inc({ class: 'anonymous' });
    expect(await metrics.registry.metrics()).toContain('rate_limited_total{class="anonymous"} 2');
  });

  it('reads a gauge when it is asked for', async () => {
    const metrics = new Metrics();
    const gauge = metrics.gauge('outbox_pending', 'Waiting.', [], () => {
      gauge.set(7);
    });
    expect(await metrics.registry.metrics()).toContain('outbox_pending 7');
  });

  it('keeps the figures of two services in one process apart', async () => {
    const one = new Metrics();
    one.counter('things_total', 'Things.').inc();
    expect(await new Metrics().registry.metrics()).not.toContain('things_total');
  });

  it('refuses a name that is taken by another kind', () => {
    const metrics = new Metrics();
    metrics.gauge('things', 'Things.');
    expect(() => metrics.counter('things', 'Things.')).toThrow('already been registered');
  });
});

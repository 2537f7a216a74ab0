import { createLogger, Metrics, ObservabilityModule } from '@sentrybox/observability';
import { Test } from '@nestjs/testing';
import { Egress } from './egress';
import { EgressModule } from './egress.module';
import { publicProfile } from './profiles';

describe('egress module', () => {
  it('provides the guard and counts what it refuses, by profile and reason', async () => {
    const logger = createLogger({ service: 'identity', version: '0.0.0', level: 'error', isTest: true });
    const module = await Test.createTestingModule({
      imports: [ObservabilityModule.forService({ logger }), EgressModule.forApp({ isOffline: true })],
    }).compile();
    const egress = module.get(Egress);
    const ask = { method: 'GET', timeoutMs: 1_000, maxBytes: 1 } as const;

    for (const url of ['http://127.0.0.1/', 'http://93.184.216.34/', 'http://93.184.216.34/']) {
      await expect(egress.request(publicProfile(), { ...ask, url })).rejects.toMatchObject({ name: 'EgressError' });
    }

    const scrape = await module.get(Metrics).registry.metrics();
    expect(scrape).toContain('egress_blocked_total{profile="public",reason="loopback"} 1');
    expect(scrape).toContain('egress_blocked_total{profile="public",reason="offline"} 2');
    await module.close();
  });
});

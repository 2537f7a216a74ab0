import type { Clock } from '../clock';
import { createLogger } from '../logging/logger';
import { HealthRegistry } from './health-registry';

const logger = createLogger({ service: 'data', version: '0', level: 'error', isTest: true });

function clockAt(start: number): Clock & { advance(ms: number): void } {
  let at = start;
  return { now: () => new Date(at), monotonicMs: () => at, advance: (ms) => (at += ms) };
}

describe('HealthRegistry', () => {
  it('is ready without checks', async () => {
    expect(await new HealthRegistry(clockAt(0), logger).ready()).toEqual({ ready: true, checks: {} });
  });

  it('is not ready when one check fails, and says which', async () => {
    const health = new HealthRegistry(clockAt(0), logger);
    health.register('database', () => Promise.resolve());
    health.register('redis', () => Promise.reject(new Error('down')));
    expect(await health.ready()).toEqual({ ready: false, checks: { database: 'up', redis: 'down' } });
  });

  it('asks again after one second and not before, however many ask', async () => {
    const clock = clockAt(0);
    const health = new HealthRegistry(clock, logger);
    let asked = 0;
    health.register('database', () => {
      asked += 1;
      return Promise.resolve();
    });
    await Promise.all([health.ready(), health.ready(), health.ready()]);
    clock.advance(999);
    await health.ready();
    expect(asked).toBe(1);
    clock.advance(1);
    await health.ready();
    expect(asked).toBe(2);
  });

  it('counts a check that does not answer within 2 s as down', async () => {
    jest.useFakeTimers();
    const health = new HealthRegistry(clockAt(0), logger);
    health.register('database', () => new Promise(() => undefined));
    const asked = health.ready();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await asked).toEqual({ ready: false, checks: { database: 'down' } });
    jest.useRealTimers();
  });

  it('is never ready again once it drains, cached or not', async () => {
    const health = new HealthRegistry(clockAt(0), logger);
    expect((await health.ready()).ready).toBe(true);
    health.startDraining();
    expect((await health.ready()).ready).toBe(false);
  });

  it('refuses two checks of one name', () => {
    const health = new HealthRegistry(clockAt(0), logger);
    health.register('redis', () => Promise.resolve());
    expect(() => {
      health.register('redis', () => Promise.resolve());
    }).toThrow('two health checks named redis');
  });
});

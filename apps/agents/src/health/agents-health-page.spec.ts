import { agentsHealthPage } from './agents-health-page';

const now = new Date('2026-05-23T10:00:00.000Z');

describe('the health answer of agents', () => {
  it('reports the queue under both of its names', () => {
    const page = agentsHealthPage.describe({ ready: false, checks: { redis: 'up', queue: 'down' }, now, version: '1' });
    expect(page).toEqual({
      status: 'degraded',
      timestamp: '2026-05-23T10:00:00.000Z',
      version: '1',
      services: { redis: 'healthy', celery: 'unhealthy', queue: 'unhealthy', openai: 'unconfigured' },
    });
  });
});

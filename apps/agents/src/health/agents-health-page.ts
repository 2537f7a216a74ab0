import { agentsHealthSchema } from '@sentrybox/contracts';
import type { AgentsHealth } from '@sentrybox/contracts';
import type { HealthPage } from '@sentrybox/http';
import type { CheckState } from '@sentrybox/observability';

/** The published health answer of this service. A part that this process does not use says `unconfigured`. */
export const agentsHealthPage: HealthPage = {
  schema: agentsHealthSchema,
  example: {
    status: 'healthy',
    timestamp: '2026-05-23T10:00:00.000Z',
    version: '0.1.0',
    services: { redis: 'unconfigured', celery: 'unconfigured', queue: 'unconfigured', openai: 'unconfigured' },
  },
  describe: ({ ready, checks, now, version }): AgentsHealth => {
    const queue = partOf(checks.queue);
    return {
      status: ready ? 'healthy' : 'degraded',
      timestamp: now.toISOString(),
      version,
      // No model provider can be configured in this version.
      services: { redis: partOf(checks.redis), celery: queue, queue, openai: 'unconfigured' },
    };
  },
};

function partOf(state: CheckState | undefined): 'healthy' | 'unhealthy' | 'unconfigured' {
  if (state === undefined) return 'unconfigured';
  return state === 'up' ? 'healthy' : 'unhealthy';
}

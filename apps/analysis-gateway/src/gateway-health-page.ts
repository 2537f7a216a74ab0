import type { HealthPage } from '@sentrybox/http';
import { z } from 'zod';
import type { LoadFailure } from './plugins';

const example = { status: 'healthy', timestamp: '2026-05-23T10:00:00.000Z' };

const schema = z.object({
  status: z.enum(['healthy', 'degraded']),
  timestamp: z.iso.datetime(),
  unavailable_plugins: z.array(z.string()).optional(),
});

/**
 * What anybody may see of the gateway. Plugins that could not be loaded are named, and make it degraded; it is ready
 * without them, so requests are still sent to it. Why they could not is told to those who may list plugins.
 */
export function gatewayHealthPage(failures: readonly LoadFailure[]): HealthPage {
  const names = failures.map(({ name }) => name);
  return {
    schema,
    example,
    describe: ({ ready, now }) => ({
      status: ready && names.length === 0 ? 'healthy' : 'degraded',
      timestamp: now.toISOString(),
      ...(names.length > 0 && { unavailable_plugins: names }),
    }),
  };
}

import { z } from 'zod';
import { defineEndpoint, timestampSchema } from '@sentrybox/contracts';
import type { AppName, EndpointDefinition } from '@sentrybox/contracts';
import type { Readiness } from '@sentrybox/observability';

/** What `GET /health` of an app says. */
export interface HealthPage {
  readonly schema: z.ZodType;
  readonly example: unknown;
  describe(state: HealthState): unknown;
}

interface HealthState extends Readiness {
  readonly now: Date;
  readonly version: string;
}

const when = '2026-05-23T10:00:00.000Z';

/** `degraded`: the process runs, but something that it needs does not answer, or it is about to end. */
export const defaultHealthPage: HealthPage = {
  schema: z.object({ status: z.enum(['healthy', 'degraded']), timestamp: timestampSchema }),
  example: { status: 'healthy', timestamp: when },
  describe: ({ ready, now }) => ({ status: ready ? 'healthy' : 'degraded', timestamp: now.toISOString() }),
};

/** @param base empty, or `/-/<app>` where one origin serves several services. */
export function healthEndpoints(app: AppName, base: string, page: HealthPage) {
  const shared = { app, method: 'GET', tag: 'service', access: 'public' } as const;
  const suffix = base === '' ? '' : 'BehindOneOrigin';
  const health: EndpointDefinition = defineEndpoint({
    ...shared,
    path: `${base}/health`,
    id: `health${suffix}`,
    summary: 'How the service is. Always 200 while the process can answer.',
    responses: { 200: page.schema },
    examples: [{ name: 'healthy', status: 200, response: page.example }],
  });
  const live: EndpointDefinition = defineEndpoint({
    ...shared,
    path: `${base}/health/live`,
    id: `healthLive${suffix}`,
    summary: 'Whether the process answers at all; depends on nothing else.',
    responses: { 200: z.object({ status: z.literal('live') }) },
    examples: [{ name: 'live', status: 200, response: { status: 'live' } }],
  });
  const ready: EndpointDefinition = defineEndpoint({
    ...shared,
    path: `${base}/health/ready`,
    id: `healthReady${suffix}`,
    summary: 'Whether requests should be sent here now.',
    responses: {
      200: z.object({ status: z.literal('ready'), checks: z.record(z.string(), z.enum(['up', 'down'])) }),
    },
    errors: [
      {
        status: 503,
        code: 'unavailable',
        when: 'Something that is needed does not answer, or the process is about to end.',
      },
    ],
    examples: [{ name: 'ready', status: 200, response: { status: 'ready', checks: {} } }],
  });
  return { health, live, ready };
}

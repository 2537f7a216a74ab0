import { z } from 'zod';
import { variable } from '../variable';

/** When a service refuses requests so that those it has taken end in time, and how it takes its leave. */
export const overloadVariables = {
  MAX_REQUESTS_IN_FLIGHT: variable(
    z.coerce.number().int().min(1).max(100_000).default(150),
    'Requests that one process works on at once; more are answered 503 at once. Health is exempt. Default 150.',
  ),
  MAX_EVENT_LOOP_DELAY_MS: variable(
    z.coerce.number().int().min(20).max(60_000).default(500),
    'Mean delay of the event loop over a second, in milliseconds, above which requests are answered 503. Default 500.',
  ),
  SHUTDOWN_NOTICE_MS: variable(
    z.coerce.number().int().min(0).max(10_000).default(0),
    'After SIGTERM: not ready, but still taking connections for this long, so that load balancers can notice. Default 0.',
  ),
} as const;

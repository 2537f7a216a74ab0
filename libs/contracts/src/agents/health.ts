import { z } from 'zod';
import { timestampSchema } from '../kernel/fields';

const part = z.enum(['healthy', 'unhealthy', 'unconfigured']);

/** `GET /health` of agents. `celery` is the published name of the queue and always says the same as `queue`. */
export const agentsHealthSchema = z.object({
  status: z.enum(['healthy', 'degraded']),
  timestamp: timestampSchema,
  version: z.string(),
  services: z.object({
    redis: part,
    celery: part,
    queue: part,
    openai: z.enum(['configured', 'unconfigured']),
  }),
});

export type AgentsHealth = z.infer<typeof agentsHealthSchema>;

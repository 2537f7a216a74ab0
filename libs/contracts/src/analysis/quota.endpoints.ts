import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { limitUseSchema } from './analysis-preview.endpoints';

/** What is left at one provider under one key. */
const providerQuotaSchema = z.object({
  provider: z.string(),
  plugins: z.array(z.string()),
  /** Whose key it is. */
  key_of: z.enum(['team', 'platform', 'environment', 'none']),
  limits: z.array(limitUseSchema),
  /** `open`: it can be asked; `limited`: it asked to wait; `sick`: it failed too often of late. */
  state: z.enum(['open', 'limited', 'sick']),
  /** Seconds until it is tried again; 0 when it is open. */
  wait_seconds: z.number().nonnegative(),
});

export const getQuota = defineEndpoint({
  app: 'analysis-gateway',
  method: 'GET',
  path: '/api/v1/quota',
  id: 'getQuota',
  summary: 'What is used and what is left at each provider under the keys that the team asks with.',
  tag: 'Plugins',
  access: 'plugins:read',
  responses: { 200: z.object({ providers: z.array(providerQuotaSchema) }) },
  examples: [
    {
      name: 'VirusTotal under the platform’s key',
      status: 200,
      response: {
        providers: [
          {
            provider: 'virustotal',
            plugins: ['virustotal'],
            key_of: 'environment',
            limits: [
              { limit: 4, per_seconds: 60, used: 1, remaining: 3 },
              { limit: 500, per_seconds: 86_400, used: 17, remaining: 483 },
            ],
            state: 'open',
            wait_seconds: 0,
          },
        ],
      },
    },
  ],
});

import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { timestampSchema } from '../kernel/fields';
import { limitUseSchema } from './analysis-preview.endpoints';
import { iocTypeSchema, pluginErrorCodeSchema } from './vocabulary';

const pluginSchema = z.object({
  name: z.string(),
  display_name: z.string(),
  supported_ioc_types: z.array(iocTypeSchema),
  enabled: z.boolean(),
  categories: z.array(z.string()),
  /** This and the next two are missing for a plugin that could not be loaded. */
  version: z.string().optional(),
  /** `local` and `fast` answer inside the request; `slow` and `sandbox` appear under pending. */
  class: z.enum(['local', 'fast', 'slow', 'sandbox']).optional(),
  /** Who learns of the indicator: nobody, a source that only reads, a source that acts on it, everybody. */
  disclosure: z.enum(['none', 'passive', 'active', 'public']).optional(),
  /** Only for those that are not enabled: what is missing, or why it could not be loaded. */
  reason: z.string().optional(),
  /** What is left of its limits under the keys that the team asks with. */
  quota: z.array(limitUseSchema).optional(),
  /**
   * The last scheduled check under the platform's settings; missing before the first. `unavailable`, since the service
   * started, is one that could not be loaded.
   */
  health: z
    .object({ healthy: z.boolean(), checked_at: timestampSchema, error_code: pluginErrorCodeSchema.optional() })
    .optional(),
  /** Answers of the source that were not in its documented form; missing while there was none. */
  drift: z
    .object({
      count: z.int(),
      /** Path of the first field that differed in the last of them. */
      field: z.string(),
      last_at: timestampSchema,
    })
    .optional(),
});

export const listPlugins = defineEndpoint({
  app: 'analysis-gateway',
  method: 'GET',
  path: '/api/v1/plugins',
  id: 'listPlugins',
  summary: 'List the enabled plugins; with include=disabled also those that lack a setting, with the reason.',
  tag: 'Plugins',
  access: 'plugins:read',
  query: z.strictObject({ include: z.literal('disabled').optional() }),
  responses: { 200: z.array(pluginSchema) },
  examples: [
    {
      name: 'VirusTotal configured',
      status: 200,
      response: [
        {
          name: 'virustotal',
          display_name: 'VirusTotal',
          supported_ioc_types: ['ip', 'domain', 'url', 'hash'],
          enabled: true,
          categories: ['reputation'],
          version: '1.0.0',
          class: 'fast',
          disclosure: 'passive',
        },
      ],
    },
  ],
});

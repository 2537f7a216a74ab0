import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { iocTypes, iocTypeSchema, papSchema, tlpSchema } from './vocabulary';

/** Who learns of an indicator by a question: nobody, a source that only reads, one that acts on it, everybody. */
export const disclosureSchema = z.enum(['none', 'passive', 'active', 'public']);

export const limitUseSchema = z.object({
  limit: z.int(),
  per_seconds: z.int(),
  /** Counted over all replicas, in any such span of time. */
  used: z.int(),
  remaining: z.int(),
});

const previewedSchema = z.object({
  plugin: z.string(),
  display_name: z.string(),
  class: z.enum(['local', 'fast', 'slow', 'sandbox']),
  disclosure: disclosureSchema,
  /** Whether it would be asked; if not, why. An answer that is kept already is given without asking. */
  asked: z.boolean(),
  reason: z.string().optional(),
  from_cache: z.boolean(),
  age_seconds: z.number().nonnegative().nullable(),
  /** What one question costs is one of each. */
  quota: z.array(limitUseSchema),
  /** Seconds until it could be asked; 0: now. */
  wait_seconds: z.number().nonnegative(),
});

export const previewAnalysis = defineEndpoint({
  app: 'analysis-gateway',
  method: 'POST',
  path: '/api/v1/analysis/preview',
  id: 'previewAnalysis',
  summary: 'Who would learn of this indicator, and which quota would an analysis cost? Asks nobody.',
  tag: 'Analysis',
  access: 'analyses:run',
  body: z.strictObject({
    ioc: z.string().min(1).max(2_048),
    /** One of the five, or `auto` to have it found out. */
    type: z.enum([...iocTypes, 'auto']).default('auto'),
    plugins: z.array(z.string().max(64)).max(100).optional(),
    tlp: tlpSchema.optional(),
    pap: papSchema.optional(),
    max_age_seconds: z.int().min(0).max(31_536_000).optional(),
    force: z.boolean().default(false),
  }),
  responses: {
    200: z.object({
      ioc: z.string(),
      type: iocTypeSchema,
      canonical: z.string(),
      tlp: tlpSchema,
      pap: papSchema,
      plugins: z.array(previewedSchema),
    }),
  },
  examples: [
    {
      name: 'An address',
      request: { ioc: '1.1.1.1', tlp: 'green' },
      status: 200,
      response: {
        ioc: '1.1.1.1',
        type: 'ip',
        canonical: '1.1.1.1',
        tlp: 'green',
        pap: 'clear',
        plugins: [
          {
            plugin: 'virustotal',
            display_name: 'VirusTotal',
            class: 'fast',
            disclosure: 'passive',
            asked: true,
            from_cache: false,
            age_seconds: null,
            quota: [{ limit: 4, per_seconds: 60, used: 1, remaining: 3 }],
            wait_seconds: 0,
          },
        ],
      },
    },
  ],
});

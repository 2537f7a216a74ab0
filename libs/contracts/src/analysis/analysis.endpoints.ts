import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { listEnvelope, pageQuery, timestampSchema } from '../kernel/fields';
import { assessmentSchema, pluginResultSchema } from './result';
import { overrideSchema } from './override.endpoints';
import { papSchema, iocTypeSchema, tlpSchema, verdictSchema } from './vocabulary';

const pendingSchema = z.object({ job_id: z.string(), poll_url: z.string() });

export const analysisSchema = z.object({
  id: z.uuid(),
  /** As it was sent. */
  ioc: z.string(),
  type: iocTypeSchema,
  /** The one spelling under which the platform knows it. */
  canonical: z.string(),
  queried_at: timestampSchema,
  tlp: tlpSchema,
  pap: papSchema,
  results: z.record(z.string(), pluginResultSchema),
  pending: z.record(z.string(), pendingSchema),
  ...assessmentSchema.shape,
  /** What an analyst holds of it instead; it changes none of the figures. */
  override: overrideSchema.nullable(),
});
export type AnalysisView = z.infer<typeof analysisSchema>;

/**
 * Deliberately loose about `type`: the closed list is checked after the body's form, because the contract gives it a
 * code of its own (`invalid_ioc_type`).
 */
export const analysisRequestSchema = z.strictObject({
  ioc: z.string().min(1).max(2_048),
  type: z.string().min(1).max(64),
  plugins: z.array(z.string().max(64)).max(100).optional(),
  /** Left out: the team's own, which is `clear` unless it sets another. */
  tlp: tlpSchema.optional(),
  pap: papSchema.optional(),
  /** The oldest answer that will do, in seconds. Left out: as old as each plugin's answers stay fresh. */
  max_age_seconds: z.int().min(0).max(31_536_000).optional(),
  /** Ask even where an answer is kept. */
  force: z.boolean().default(false),
  deadline_ms: z.int().min(50).max(30_000).default(5_000),
});
export type AnalysisRequest = z.infer<typeof analysisRequestSchema>;

/** The same key and body within 24 hours get the same answer, and nothing happens twice. */
const idempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .optional(),
});

const notFound = { status: 404, code: 'not_found', when: 'Analysis ID or pending plugin not found' };

export const createAnalysis = defineEndpoint({
  app: 'analysis-gateway',
  method: 'POST',
  path: '/api/v1/analysis',
  id: 'createAnalysis',
  summary: 'Analyse an indicator: fast plugins answer at once, slow ones appear under pending with a URL to poll.',
  tag: 'Analysis',
  access: 'analyses:run',
  headers: idempotencyHeaders,
  body: analysisRequestSchema,
  responses: { 200: analysisSchema },
  errors: [
    { status: 400, code: 'invalid_ioc_type', when: 'type is not ip / domain / url / hash / email' },
    {
      status: 400,
      code: 'no_plugins_available',
      when: 'All requested plugins unknown, disabled, or none support this IOC type',
    },
    {
      status: 409,
      code: 'conflict',
      when: 'Idempotency-Key was used for another request, which may still be answered',
    },
  ],
  examples: [
    { name: 'All plugins', request: { ioc: '1.1.1.1', type: 'ip' }, status: 200 },
    {
      name: 'Chosen plugins',
      request: { ioc: '1.1.1.1', type: 'ip', plugins: ['virustotal', 'abuseipdb'] },
      status: 400,
      response: { error: 'no_plugins_available', detail: 'None of the requested plugins can analyse this indicator.' },
    },
  ],
});

export const getAnalysis = defineEndpoint({
  app: 'analysis-gateway',
  method: 'GET',
  path: '/api/v1/analysis/{id}',
  id: 'getAnalysis',
  summary: 'Read a stored analysis.',
  tag: 'Analysis',
  access: 'analyses:read',
  params: z.object({ id: z.string().max(64) }),
  query: z.strictObject({
    /** Judge the evidence that there was then, as of this time; not before the analysis. Default: as it was judged last. */
    as_of: timestampSchema.optional(),
  }),
  responses: { 200: analysisSchema },
  errors: [notFound],
  examples: [{ name: 'Unknown', status: 404, response: { error: 'not_found', detail: 'There is no such analysis.' } }],
});

const analysisListItemSchema = z.object({
  id: z.uuid(),
  ioc: z.string(),
  type: iocTypeSchema,
  canonical: z.string(),
  queried_at: timestampSchema,
  verdict: verdictSchema,
  score: z.int(),
  pending_count: z.int(),
});

export const listAnalyses = defineEndpoint({
  app: 'analysis-gateway',
  method: 'GET',
  path: '/api/v1/analysis',
  id: 'listAnalyses',
  summary: 'List stored analyses, newest first.',
  tag: 'Analysis',
  access: 'analyses:read',
  query: z.strictObject({
    ...pageQuery(),
    type: iocTypeSchema.optional(),
    verdict: verdictSchema.optional(),
    ioc: z.string().max(2_048).optional(),
    tlp: tlpSchema.optional(),
    min_score: z.coerce.number().int().min(0).max(100).optional(),
    requested_by: z.uuid().optional(),
    /** Only those that wait for results, or only those that do not. */
    pending: z
      .enum(['true', 'false'])
      .transform((text) => text === 'true')
      .optional(),
    since: z.iso.datetime().optional(),
    until: z.iso.datetime().optional(),
  }),
  responses: { 200: listEnvelope(analysisListItemSchema) },
  examples: [
    {
      name: 'Nothing yet',
      status: 200,
      response: { count: 0, next: null, previous: null, results: [], pagination: { limit: 20, offset: 0, total: 0 } },
    },
  ],
});

export const pollPending = defineEndpoint({
  app: 'analysis-gateway',
  method: 'GET',
  path: '/api/v1/analysis/{id}/pending/{plugin}',
  id: 'pollPending',
  summary: 'Poll the result of a slow plugin: 202 while it runs, 200 once it is stored.',
  tag: 'Analysis',
  access: 'analyses:read',
  params: z.object({ id: z.string().max(64), plugin: z.string().max(64) }),
  responses: {
    200: z.object({ status: z.literal('ready'), result: pluginResultSchema }),
    202: z.object({ status: z.literal('pending') }),
  },
  errors: [notFound],
  examples: [
    { name: 'Still running', status: 202, response: { status: 'pending' } },
    {
      name: 'Ready',
      status: 200,
      response: {
        status: 'ready',
        result: {
          plugin: 'lookalikes',
          status: 'ok',
          summary: { checked: 312, registered_in_sources: 0 },
          evidence: [],
          observed_at: null,
          from_cache: false,
          age_seconds: 0,
          duration_ms: 41,
          link: null,
        },
      },
    },
  ],
});

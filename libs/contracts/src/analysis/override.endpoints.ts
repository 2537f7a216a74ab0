import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { listEnvelope, pageQuery, timestampSchema } from '../kernel/fields';
import { verdictSchema } from './vocabulary';

const overrideScopes = ['value', 'cidr', 'domain_suffix'] as const;

/** What an analyst holds of an indicator. It stands beside the computed verdict and never in its place. */
export const overrideSchema = z.object({
  id: z.uuid(),
  verdict: verdictSchema,
  reason: z.string(),
  scope: z.enum(overrideScopes),
  /** The value itself, the network, or the domain below which it holds. */
  applies_to: z.string(),
  created_by: z.uuid(),
  created_at: timestampSchema,
  expires_at: timestampSchema,
});
export type OverrideView = z.infer<typeof overrideSchema>;

const example = {
  id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0001',
  verdict: 'benign',
  reason: 'Scanner of our own.',
  scope: 'cidr',
  applies_to: '198.51.100.0/24',
  created_by: '019aa3f0-0000-7c7a-9d51-1f6f0f0a00aa',
  created_at: '2026-05-23T10:00:00.000Z',
  expires_at: '2026-08-21T10:00:00.000Z',
} as const;

export const overrideAnalysis = defineEndpoint({
  app: 'analysis-gateway',
  method: 'POST',
  path: '/api/v1/analysis/{id}/override',
  id: 'overrideAnalysis',
  summary: 'State another verdict on the indicator, for a time and with the reason; the computed one stays beside it.',
  tag: 'Analysis',
  access: 'analyses:override',
  params: z.object({ id: z.string().max(64) }),
  body: z.strictObject({
    verdict: verdictSchema,
    reason: z.string().trim().min(1).max(2_000),
    /** Days until it ends. */
    expires_in_days: z.int().min(1).max(3_650).default(90),
    scope: z.enum(overrideScopes).default('value'),
    /** Network or domain, for the scopes that need one; it has to hold the indicator of the analysis. */
    applies_to: z.string().min(1).max(2_048).optional(),
  }),
  responses: { 201: overrideSchema },
  errors: [{ status: 404, code: 'not_found', when: 'Analysis ID not found' }],
  examples: [
    {
      name: 'A network of one’s own',
      request: { verdict: 'benign', reason: 'Scanner of our own.', scope: 'cidr', applies_to: '198.51.100.0/24' },
      status: 201,
      response: example,
    },
  ],
});

export const listOverrides = defineEndpoint({
  app: 'analysis-gateway',
  method: 'GET',
  path: '/api/v1/overrides',
  id: 'listOverrides',
  summary: 'List the team’s overrides that hold now, newest first.',
  tag: 'Analysis',
  access: 'analyses:read',
  query: z.strictObject({ ...pageQuery() }),
  responses: { 200: listEnvelope(overrideSchema) },
  examples: [
    {
      name: 'One',
      status: 200,
      response: {
        count: 1,
        next: null,
        previous: null,
        results: [example],
        pagination: { limit: 20, offset: 0, total: 1 },
      },
    },
  ],
});

export const withdrawOverride = defineEndpoint({
  app: 'analysis-gateway',
  method: 'DELETE',
  path: '/api/v1/overrides/{id}',
  id: 'withdrawOverride',
  summary: 'End an override before its time.',
  tag: 'Analysis',
  access: 'analyses:override',
  params: z.strictObject({ id: z.uuid() }),
  responses: { 204: null },
  errors: [{ status: 404, code: 'not_found', when: 'There is no such override, or it has ended.' }],
  examples: [{ name: 'Ended', status: 204 }],
});

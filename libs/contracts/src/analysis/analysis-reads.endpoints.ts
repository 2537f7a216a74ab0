import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { timestampSchema } from '../kernel/fields';

const params = z.object({ id: z.string().max(64) });
const notFound = { status: 404, code: 'not_found', when: 'Analysis ID not found' } as const;

const exportFormats = ['json', 'csv', 'stix'] as const;

export const exportAnalysis = defineEndpoint({
  app: 'analysis-gateway',
  method: 'GET',
  path: '/api/v1/analysis/{id}/export',
  id: 'exportAnalysis',
  summary: 'The analysis as a STIX 2.1 bundle, as CSV with a line per statement, or as JSON.',
  tag: 'Analysis',
  access: 'analyses:read',
  params,
  query: z.strictObject({
    format: z.enum(exportFormats).default('json'),
    /** Judge the evidence as of this time. Default: the time of the last assessment. */
    as_of: timestampSchema.optional(),
  }),
  responses: { 200: z.unknown() },
  errors: [notFound],
  examples: [
    {
      name: 'STIX',
      status: 200,
      response: { type: 'bundle', id: 'bundle--6f1c7a52-52a1-5c4c-9f3d-0f5f8a1f2b11', objects: [] },
    },
  ],
});

export const streamAnalysisEvents = defineEndpoint({
  app: 'analysis-gateway',
  method: 'GET',
  path: '/api/v1/analysis/{id}/events',
  id: 'streamAnalysisEvents',
  summary:
    'Server-sent events: one `result` per plugin as it ends, then one `completed`; Last-Event-ID goes on behind it.',
  tag: 'Analysis',
  access: 'analyses:read',
  params,
  headers: z.object({ 'last-event-id': z.string().max(64).optional() }),
  responses: { 200: z.string().meta({ contentMediaType: 'text/event-stream' }) },
  errors: [notFound],
  examples: [
    {
      name: 'A plugin ends',
      status: 200,
      response: 'id: 3\nevent: result\ndata: {"plugin":"urlscan","status":"ok"}\n\n',
    },
  ],
});

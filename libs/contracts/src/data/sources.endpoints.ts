import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { listEnvelope, pageQuery } from '../kernel/fields';
import { createSourceBodySchema, sourceSchema, sourceScopeSchema, updateSourceBodySchema } from './sources.schemas';

const example = {
  id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0001',
  name: 'IPsum',
  description: 'Addresses on several public lists.',
  scope: 'team',
  source_type: 'open_source',
  url: 'https://github.com/stamparm/ipsum',
  licence: 'Unlicense',
  lineage: 'ipsum',
  reliability: 'C',
  reliability_score: 0.7,
  format: { kind: 'lines', comment: '#', delimiter: 'whitespace', value_column: 0 },
  mode: 'snapshot',
  default_confidence: 0.6,
  default_severity: 'medium',
  threat_types: ['scanner'],
  tags: ['blocklist'],
  tlp: 'clear',
  disclosure: 'none',
  valid_for_seconds: null,
  enabled: true,
  last_update: '2026-05-23T10:00:00.000Z',
  indicators_count: 120430,
  created_at: '2026-05-23T09:58:00.000Z',
  updated_at: '2026-05-23T10:00:00.000Z',
} as const;

const sourceParams = z.strictObject({ id: z.uuid() });
const notFound = { status: 404, code: 'not_found', when: 'No such source, or it is not yours to see.' } as const;
const nameTaken = {
  status: 409,
  code: 'source_name_taken',
  when: 'Another source of that scope has the name.',
} as const;
const platformOnly = {
  status: 403,
  code: 'platform_admin_required',
  when: 'Sources of scope `platform` are changed by platform admins only.',
} as const;

export const listSources = defineEndpoint({
  app: 'data',
  method: 'GET',
  path: '/api/v1/sources',
  id: 'listSources',
  summary: 'List the sources: those of the platform and, with a credential that may read sources, those of the team.',
  tag: 'Sources',
  access: 'public',
  query: z.strictObject({
    ...pageQuery(),
    scope: sourceScopeSchema.optional(),
    enabled: z.enum(['true', 'false']).optional(),
  }),
  responses: { 200: listEnvelope(sourceSchema) },
  examples: [
    {
      name: 'One source',
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

export const createSource = defineEndpoint({
  app: 'data',
  method: 'POST',
  path: '/api/v1/sources',
  id: 'createSource',
  summary: 'Create a source that files can be imported into.',
  tag: 'Sources',
  access: 'sources:write',
  body: createSourceBodySchema,
  responses: { 201: sourceSchema },
  errors: [nameTaken, platformOnly],
  examples: [
    {
      name: 'A plain list with a second column',
      request: {
        name: 'IPsum',
        format: { kind: 'lines', delimiter: 'whitespace' },
        threat_types: ['scanner'],
        tags: ['blocklist'],
      },
      status: 201,
      response: example,
    },
  ],
});

export const getSource = defineEndpoint({
  app: 'data',
  method: 'GET',
  path: '/api/v1/sources/{id}',
  id: 'getSource',
  summary: 'Show one source.',
  tag: 'Sources',
  access: 'public',
  params: sourceParams,
  responses: { 200: sourceSchema },
  errors: [notFound],
  examples: [{ name: 'A source', status: 200, response: example }],
});

export const updateSource = defineEndpoint({
  app: 'data',
  method: 'PATCH',
  path: '/api/v1/sources/{id}',
  id: 'updateSource',
  summary: 'Change a source. Defaults and reliability take effect at once for every row that has no value of its own.',
  tag: 'Sources',
  access: 'sources:write',
  params: sourceParams,
  body: updateSourceBodySchema,
  responses: { 200: sourceSchema },
  errors: [notFound, nameTaken, platformOnly],
  examples: [
    { name: 'Switch off', request: { enabled: false }, status: 200, response: { ...example, enabled: false } },
  ],
});

export const deleteSource = defineEndpoint({
  app: 'data',
  method: 'DELETE',
  path: '/api/v1/sources/{id}',
  id: 'deleteSource',
  summary:
    'Delete a source. It and all it said disappear at once; the rows, and indicators that nobody else lists, are purged by a worker.',
  tag: 'Sources',
  access: 'sources:write',
  params: sourceParams,
  responses: { 204: null },
  errors: [notFound, platformOnly],
  examples: [{ name: 'Deleted', status: 204 }],
});

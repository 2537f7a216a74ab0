import { z } from 'zod';
import { dataEnvelope, defineEndpoint } from '@sentrybox/contracts';

const base = { app: 'data', tag: 'things', examples: [] } as const;
const thing = z.object({ name: z.string(), size: z.int() });

export const anyJson = defineEndpoint({
  ...base,
  method: 'POST',
  path: '/api/v1/any-json',
  id: 'anyJson',
  summary: 'Takes any JSON value.',
  access: 'public',
  body: z.unknown(),
  responses: { 200: z.object({ received: z.boolean() }) },
});

export const createThing = defineEndpoint({
  ...base,
  method: 'POST',
  path: '/api/v1/things',
  id: 'createThing',
  summary: 'Takes a small body.',
  access: 'public',
  body: z.strictObject({ name: z.string().min(1), size: z.int(), tags: z.array(z.string()).optional() }),
  responses: { 201: dataEnvelope(thing) },
  examples: [{ name: 'A thing', request: { name: 'a', size: 1 }, status: 201 }],
});

export const listThings = defineEndpoint({
  ...base,
  method: 'GET',
  path: '/api/v1/things',
  id: 'listThings',
  summary: 'Takes query parameters.',
  access: 'public',
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(500).default(20),
    q: z.string().optional(),
    label: z.coerce.string().optional(),
    tag: z.array(z.string()).optional(),
  }),
  responses: { 200: z.object({ query: z.record(z.string(), z.unknown()) }) },
});

export const getThing = defineEndpoint({
  ...base,
  method: 'GET',
  path: '/api/v1/things/{id}',
  id: 'getThing',
  summary: 'Needs a permission.',
  access: 'indicators:read',
  params: z.object({ id: z.string().max(64) }),
  responses: { 200: thing },
});

export const deleteThing = defineEndpoint({
  ...base,
  method: 'DELETE',
  path: '/api/v1/things/{id}',
  id: 'deleteThing',
  summary: 'Takes no body and answers none.',
  access: 'public',
  params: z.object({ id: z.string() }),
  responses: { 204: null },
});

export const failThing = defineEndpoint({
  ...base,
  method: 'GET',
  path: '/api/v1/fail/{how}',
  id: 'failThing',
  summary: 'Fails in the way it is told.',
  access: 'public',
  params: z.object({ how: z.string() }),
  responses: { 200: thing, 202: thing },
});

export const failAnalysis = defineEndpoint({
  ...failThing,
  path: '/api/v1/analysis/{how}',
  id: 'failAnalysis',
});

export const importThings = defineEndpoint({
  ...base,
  method: 'POST',
  path: '/api/v1/imports',
  id: 'importThings',
  summary: 'Takes a stream.',
  access: 'public',
  body: 'stream',
  bodyLimitBytes: 1_048_576,
  consumes: ['application/octet-stream', 'text/csv'],
  responses: { 200: z.object({ bytes: z.int() }) },
});

export const refuseThings = defineEndpoint({
  ...importThings,
  path: '/api/v1/refused-imports',
  id: 'refuseThings',
  summary: 'Takes no stream, and leaves it unread.',
});

export const bulkThings = defineEndpoint({
  ...base,
  method: 'POST',
  path: '/api/v1/bulk',
  id: 'bulkThings',
  summary: 'Takes a large body.',
  access: 'public',
  body: z.strictObject({ items: z.array(z.record(z.string(), z.unknown())) }),
  bodyLimitBytes: 8_388_608,
  responses: { 200: z.object({ count: z.int() }) },
});

export const watchThings = defineEndpoint({
  ...base,
  method: 'GET',
  path: '/api/v1/events',
  id: 'watchThings',
  summary: 'Streams events without an end.',
  access: 'public',
  responses: { 200: z.string().meta({ contentMediaType: 'text/event-stream' }) },
});

export const exportThings = defineEndpoint({
  ...base,
  method: 'GET',
  path: '/api/v1/export/{lines}',
  id: 'exportThings',
  summary: 'Streams lines; fails after the tenth when asked for 13.',
  access: 'public',
  params: z.object({ lines: z.coerce.number().int() }),
  responses: { 200: z.string().meta({ contentMediaType: 'application/x-ndjson' }) },
});

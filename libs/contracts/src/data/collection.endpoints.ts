import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { collectionSchema, putCollectionSchema, storedSecret } from './collection.schemas';
import type { CollectionView } from './collection.schemas';
import { importExample, importSchema } from './imports.endpoints';
import type { ImportView } from './imports.endpoints';

const example: CollectionView = {
  source_id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0001',
  url: 'https://raw.githubusercontent.com/stamparm/ipsum/master/ipsum.txt',
  method: 'GET',
  layout: 'file',
  interval_seconds: 86_400,
  max_bytes: 268_435_456,
  key: null,
  allow_private: false,
  own_key: null,
  next_run_id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0009',
  next_run_at: '2026-05-24T10:03:00.000Z',
  last_status: 'done',
  last_reason: null,
  last_ended_at: '2026-05-23T10:00:00.120Z',
  failures: 0,
};
const keyed: CollectionView = {
  ...example,
  url: 'https://otx.example.com/api/v1/indicators/export',
  own_key: { header: 'X-OTX-API-KEY', prefix: '', secret: storedSecret },
};
const waiting: ImportView = {
  ...importExample,
  origin: 'collection',
  state: 'waiting',
  file: null,
  counts: { records: 0, accepted: 0, rejected: 0, duplicates: 0, new: 0, updated: 0, unchanged: 0, delisted: 0 },
  rejected_by_reason: {},
  rejected_samples: [],
  finished_at: null,
};

const sourceParams = z.strictObject({ id: z.uuid() });
const runParams = z.strictObject({ id: z.uuid(), import_id: z.uuid() });
const sourceNotFound = { status: 404, code: 'not_found', when: 'No such source, or it is not yours to see.' } as const;
const runNotFound = {
  status: 404,
  code: 'not_found',
  when: 'No such source or run, or it is not yours to see.',
} as const;
const notCollected = {
  status: 404,
  code: 'not_collected',
  when: 'Nothing says where the list of the source is.',
} as const;
const platformOnly = {
  status: 403,
  code: 'platform_admin_required',
  when: 'Sources of scope `platform` are changed by platform admins only.',
} as const;

export const getCollection = defineEndpoint({
  app: 'data',
  method: 'GET',
  path: '/api/v1/sources/{id}/collection',
  id: 'getCollection',
  summary: 'Show how the list of a source is fetched, when next, and how the last run ended.',
  tag: 'Collection',
  access: 'sources:read',
  params: sourceParams,
  responses: { 200: collectionSchema },
  errors: [sourceNotFound, notCollected],
  examples: [{ name: 'A daily list', status: 200, response: example }],
});

export const putCollection = defineEndpoint({
  app: 'data',
  method: 'PUT',
  path: '/api/v1/sources/{id}/collection',
  id: 'putCollection',
  summary: 'Say where the list of a source is and how often to fetch it. The first run comes at once.',
  tag: 'Collection',
  access: 'sources:write',
  params: sourceParams,
  body: putCollectionSchema,
  responses: { 200: collectionSchema },
  errors: [
    sourceNotFound,
    platformOnly,
    {
      status: 400,
      code: 'platform_source_required',
      when: 'A key of the installation or a private address is named for a source of a team.',
    },
  ],
  examples: [
    { name: 'Daily', request: { url: example.url }, status: 200, response: example },
    {
      name: 'With a key of your own',
      request: { url: keyed.url, own_key: { header: 'X-OTX-API-KEY', secret: '7c1f4f0c9b6e4d0fa1f1c7d2' } },
      status: 200,
      response: keyed,
    },
  ],
});

export const deleteCollection = defineEndpoint({
  app: 'data',
  method: 'DELETE',
  path: '/api/v1/sources/{id}/collection',
  id: 'deleteCollection',
  summary: 'Fetch the list of a source no more. What it said stays.',
  tag: 'Collection',
  access: 'sources:write',
  params: sourceParams,
  responses: { 204: null },
  errors: [sourceNotFound, platformOnly, notCollected],
  examples: [{ name: 'Ended', status: 204 }],
});

export const collectSource = defineEndpoint({
  app: 'data',
  method: 'POST',
  path: '/api/v1/sources/{id}/collect',
  id: 'collectSource',
  summary: 'Fetch the list of a source now. A run that is under way already is answered instead of a second one.',
  tag: 'Collection',
  access: 'sources:write',
  params: sourceParams,
  responses: { 202: importSchema },
  errors: [sourceNotFound, platformOnly, notCollected],
  examples: [{ name: 'Accepted', status: 202, response: waiting }],
});

export const cancelRun = defineEndpoint({
  app: 'data',
  method: 'POST',
  path: '/api/v1/sources/{id}/imports/{import_id}/cancel',
  id: 'cancelRun',
  summary:
    'Cancel a run of the collection that waits or is under way. Nothing of it stays; the next one comes as planned.',
  tag: 'Collection',
  access: 'sources:write',
  params: runParams,
  responses: { 200: importSchema },
  errors: [
    runNotFound,
    platformOnly,
    { status: 409, code: 'not_running', when: 'The run has ended, or it is the import of a file that was sent.' },
  ],
  examples: [
    {
      name: 'Cancelled',
      status: 200,
      response: {
        ...waiting,
        state: 'cancelled',
        cancelled_by: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0005',
        finished_at: '2026-05-23T10:00:01.000Z',
      },
    },
  ],
});

export const releaseRun = defineEndpoint({
  app: 'data',
  method: 'POST',
  path: '/api/v1/sources/{id}/imports/{import_id}/release',
  id: 'releaseRun',
  summary: 'Take a list that was held back, exactly as it was fetched then. Answers the import that does it.',
  tag: 'Collection',
  access: 'sources:write',
  params: runParams,
  responses: { 202: importSchema },
  errors: [
    runNotFound,
    platformOnly,
    { status: 409, code: 'not_held', when: 'It is not held, was released before, or a later list was taken.' },
  ],
  examples: [{ name: 'Accepted', status: 202, response: { ...waiting, state: 'running' } }],
});

export const streamSource = defineEndpoint({
  app: 'data',
  method: 'GET',
  path: '/api/v1/sources/{id}/stream',
  id: 'streamSource',
  summary: 'Server-sent events `run` with the progress of the latest run of a source, whenever it changes.',
  tag: 'Collection',
  access: 'sources:read',
  params: sourceParams,
  responses: { 200: z.string() },
  errors: [sourceNotFound],
  examples: [
    {
      name: 'One event',
      status: 200,
      response:
        'event: run\ndata: {"id":"019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0009","state":"running","phase":"reading","bytes":61,"records":3,"error":null}\n\n',
    },
  ],
});

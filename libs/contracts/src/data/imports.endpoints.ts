import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { listEnvelope, pageQuery, timestampSchema } from '../kernel/fields';
import { sourceFormatKinds } from './source-format';
import { importModeSchema } from './sources.schemas';

/** 2 GiB. */
export const importLimitBytes = 2_147_483_648;

/** Why one record of a file was left out. */
export const rejectionReasons = [
  'malformed_record',
  'record_too_long',
  'value_missing',
  'not_an_indicator',
  'type_mismatch',
  'type_not_supported',
  'not_public',
  'on_warninglist',
] as const;
const rejectionReasonSchema = z.enum(rejectionReasons);
export type RejectionReason = z.infer<typeof rejectionReasonSchema>;

/**
 * Why a list was held back: it turned empty, lost more than 80 % of its rows, or looks like another list. It is kept, and
 * taken when somebody releases it.
 */
export const holdReasons = ['turned_empty', 'shrunk', 'shape_changed'] as const;

/** Why an import changed nothing: what the file was, or why there was none. */
export const importErrorCodes = [
  'nothing_accepted',
  'malformed_file',
  'source_deleted',
  'unavailable',
  'internal_error',
  'offline',
  'blocked',
  'unreachable',
  'timeout',
  'unauthorized',
  'not_found',
  'rate_limited',
  'upstream',
  'redirect',
  'too_large',
  'invalid_response',
  'key_missing',
  ...holdReasons,
] as const;
export const importErrorCodeSchema = z.enum(importErrorCodes);
export type ImportErrorCode = z.infer<typeof importErrorCodeSchema>;

const count = z.int().nonnegative();

const importCountsSchema = z.object({
  /** Records in the file, without comments and empty lines. */
  records: count,
  accepted: count,
  rejected: count,
  /** Accepted records whose indicator an earlier record of the same file already named. */
  duplicates: count,
  new: count,
  updated: count,
  unchanged: count,
  /** Listed before and no longer in the file (mode `snapshot`). */
  delisted: count,
});
export type ImportCounts = z.infer<typeof importCountsSchema>;

export const importSchema = z.object({
  id: z.uuid(),
  source_id: z.uuid(),
  /** What brought it here: a file that was sent, or the collection of the source. */
  origin: z.enum(['upload', 'collection']),
  /** `unchanged`: the list has not been written since the last time. `held`: see `error`. */
  state: z.enum(['waiting', 'running', 'done', 'unchanged', 'held', 'failed', 'cancelled']),
  mode: importModeSchema,
  format: z.enum(sourceFormatKinds),
  /** Null until it was fetched, and where none came. */
  file: z.object({ bytes: count, sha256: z.string() }).nullable(),
  /** What the provider answered, if it was asked. */
  http_status: z.int().nullable(),
  /** How often the provider was asked in this run. */
  attempts: count,
  counts: importCountsSchema,
  rejected_by_reason: z.partialRecord(rejectionReasonSchema, count),
  /** The first 20 records that were left out; `record` counts from 1, `text` is cut at 200 characters. */
  rejected_samples: z.array(z.object({ record: count, reason: rejectionReasonSchema, text: z.string() })),
  /**
   * Records by the warninglist that they stand on. Those on a list of known false positives, test files or non-public
   * addresses are left out (`on_warninglist`); the rest is kept, and a verdict weighs what standing there means.
   */
  flagged_by_list: z.record(z.string(), count),
  error: z.object({ code: importErrorCodeSchema, message: z.string() }).nullable(),
  /** Id of the user or service account who cancelled it; of an operator of the platform too. */
  cancelled_by: z.string().nullable(),
  created_at: timestampSchema,
  finished_at: timestampSchema.nullable(),
  /** Where to follow it. */
  url: z.string(),
});
export type ImportView = z.input<typeof importSchema>;

export const importExample: ImportView = {
  id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0002',
  source_id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0001',
  origin: 'upload',
  state: 'done',
  mode: 'snapshot',
  format: 'lines',
  file: { bytes: 61, sha256: '5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9' },
  http_status: null,
  attempts: 0,
  counts: { records: 3, accepted: 2, rejected: 1, duplicates: 0, new: 2, updated: 0, unchanged: 0, delisted: 0 },
  rejected_by_reason: { not_public: 1 },
  rejected_samples: [{ record: 3, reason: 'not_public', text: '10.0.0.1' }],
  flagged_by_list: {},
  error: null,
  cancelled_by: null,
  created_at: '2026-05-23T10:00:00.000Z',
  finished_at: '2026-05-23T10:00:00.120Z',
  url: '/api/v1/sources/019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0001/imports/019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0002',
};

const sourceParams = z.strictObject({ id: z.uuid() });
const notFound = {
  status: 404,
  code: 'not_found',
  when: 'No such source or import, or it is not yours to see.',
} as const;

export const importFile = defineEndpoint({
  app: 'data',
  method: 'POST',
  path: '/api/v1/sources/{id}/import',
  id: 'importFile',
  summary:
    'Import a file. Readers see all of it or nothing. Small files are done in the answer (201), larger ones go on in a worker (202). Gzip, zip and tar are unpacked.',
  tag: 'Sources',
  access: 'sources:write',
  params: sourceParams,
  query: z.strictObject({
    /** Default: by media type; text/plain is read as the source's own format. */
    format: z.enum(sourceFormatKinds).optional(),
    /** Default: the source's. */
    mode: importModeSchema.optional(),
  }),
  body: 'stream',
  bodyLimitBytes: importLimitBytes,
  consumes: [
    'text/plain',
    'text/csv',
    'text/html',
    'application/json',
    'application/x-ndjson',
    // Read as the source's own format, whatever is packed.
    'application/gzip',
    'application/zip',
    'application/x-tar',
    'application/octet-stream',
  ],
  responses: { 201: importSchema, 202: importSchema },
  errors: [
    notFound,
    { status: 400, code: 'format_not_described', when: 'The source does not say where the values are in such a file.' },
    {
      status: 403,
      code: 'platform_admin_required',
      when: 'The source is of scope `platform` and you are no platform admin.',
    },
    { status: 503, code: 'unavailable', when: 'Too many uploads at once, or no room to keep the file.' },
  ],
  examples: [{ name: 'Three lines, one of them a private address', status: 201, response: importExample }],
});

export const listImports = defineEndpoint({
  app: 'data',
  method: 'GET',
  path: '/api/v1/sources/{id}/imports',
  id: 'listImports',
  summary: 'List the imports of a source, newest first.',
  tag: 'Sources',
  access: 'sources:read',
  params: sourceParams,
  query: z.strictObject(pageQuery()),
  responses: { 200: listEnvelope(importSchema) },
  errors: [notFound],
  examples: [
    {
      name: 'One import',
      status: 200,
      response: {
        count: 1,
        next: null,
        previous: null,
        results: [importExample],
        pagination: { limit: 20, offset: 0, total: 1 },
      },
    },
  ],
});

export const getImport = defineEndpoint({
  app: 'data',
  method: 'GET',
  path: '/api/v1/sources/{id}/imports/{import_id}',
  id: 'getImport',
  summary: 'Follow one import.',
  tag: 'Sources',
  access: 'sources:read',
  params: z.strictObject({ id: z.uuid(), import_id: z.uuid() }),
  responses: { 200: importSchema },
  errors: [notFound],
  examples: [{ name: 'Done', status: 200, response: importExample }],
});

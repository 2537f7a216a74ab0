import { z } from 'zod';
import { signalSchema } from '../analysis/vocabulary';
import { defineEndpoint } from '../kernel/endpoint';
import { listEnvelope, pageQuery, timestampSchema } from '../kernel/fields';

/** How an entry matches: equal, the name or anything below it, the network around an address, a part of the value. */
export const warninglistMatchTypes = ['string', 'hostname', 'cidr', 'substring'] as const;
export type WarninglistMatchType = (typeof warninglistMatchTypes)[number];

const warninglistSchema = z.object({
  /** Null for the lists that come with the platform. */
  id: z.uuid().nullable(),
  name: z.string(),
  description: z.string(),
  version: z.string(),
  match_type: z.enum(warninglistMatchTypes),
  signal: signalSchema.nullable(),
  entry_count: z.int(),
  imported_at: timestampSchema.nullable(),
});
export type WarninglistView = z.infer<typeof warninglistSchema>;

/** MISP's list file. A foreign format, so fields that are not used here are ignored instead of refused. */
export const mispWarninglistSchema = z.object({
  name: z.string().min(1).max(200),
  description: z.string().max(2_000).default(''),
  version: z.union([z.string().max(64), z.number()]).default(''),
  type: z.string().max(32),
  category: z.string().max(64).optional(),
  matching_attributes: z.array(z.string().max(64)).max(200).default([]),
  list: z.array(z.string().max(2_048)).min(1).max(1_000_000),
});
export type MispWarninglist = z.infer<typeof mispWarninglistSchema>;

const shared = { app: 'data', tag: 'Warninglists' } as const;

const exampleList = {
  id: null,
  name: 'Public DNS resolvers',
  description: 'Addresses of public recursive resolvers.',
  version: '1',
  match_type: 'string',
  signal: 'known_false_positive',
  entry_count: 24,
  imported_at: null,
};

export const listWarninglists = defineEndpoint({
  ...shared,
  method: 'GET',
  path: '/api/v1/warninglists',
  id: 'listWarninglists',
  summary: 'Lists of well-known values: those that come with the platform and those the team imported.',
  access: 'sources:read',
  query: z.strictObject(pageQuery()),
  responses: { 200: listEnvelope(warninglistSchema) },
  examples: [
    {
      name: 'One list',
      status: 200,
      response: {
        count: 1,
        next: null,
        previous: null,
        results: [exampleList],
        pagination: { limit: 20, offset: 0, total: 1 },
      },
    },
  ],
});

export const importWarninglist = defineEndpoint({
  ...shared,
  method: 'POST',
  path: '/api/v1/warninglists',
  id: 'importWarninglist',
  summary: "Import a list in MISP's format; one with the same name is replaced.",
  access: 'sources:write',
  body: mispWarninglistSchema,
  bodyLimitBytes: 33_554_432,
  query: z.strictObject({ signal: signalSchema.optional() }),
  responses: { 201: warninglistSchema },
  errors: [{ status: 400, code: 'unsupported_match_type', when: 'The list matches by regular expression' }],
  examples: [
    {
      name: 'A small list',
      request: { name: 'Our own sites', type: 'hostname', list: ['example.com'] },
      status: 201,
      response: { ...exampleList, name: 'Our own sites', match_type: 'hostname', entry_count: 1 },
    },
  ],
});

export const deleteWarninglist = defineEndpoint({
  ...shared,
  method: 'DELETE',
  path: '/api/v1/warninglists/{id}',
  id: 'deleteWarninglist',
  summary: 'Remove an imported list.',
  access: 'sources:write',
  params: z.object({ id: z.string().max(64) }),
  responses: { 204: null },
  errors: [{ status: 404, code: 'not_found', when: 'The team has no such list' }],
  examples: [{ name: 'Removed', status: 204 }],
});

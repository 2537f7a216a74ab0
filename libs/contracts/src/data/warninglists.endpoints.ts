import { z } from 'zod';
import { signalSchema } from '../analysis/vocabulary';
import { defineEndpoint } from '../kernel/endpoint';
import { listEnvelope, pageQuery, timestampSchema } from '../kernel/fields';
import { indicatorTypeSchema } from './indicator-type';
import { sourceScopeSchema } from './sources.schemas';
import { warninglistMatchSchema } from './warninglists.messages';

/**
 * How an entry matches: equal, the name or anything below it, the network around an address, a part of the value, a regular
 * expression.
 */
export const warninglistMatchTypes = ['string', 'hostname', 'cidr', 'substring', 'regex'] as const;
export type WarninglistMatchType = (typeof warninglistMatchTypes)[number];

const warninglistSchema = z.object({
  /** Null for the lists that come with the platform. */
  id: z.uuid().nullable(),
  /** `platform`: for everybody; platform admins import and remove them. */
  scope: sourceScopeSchema,
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

const exampleList: WarninglistView = {
  id: null,
  scope: 'platform',
  name: 'Public DNS resolvers',
  description: 'Addresses of public recursive resolvers.',
  version: '1',
  match_type: 'string',
  signal: 'known_false_positive',
  entry_count: 24,
  imported_at: null,
};

const platformOnly = {
  status: 403,
  code: 'platform_admin_required',
  when: 'Lists of scope `platform` are changed by platform admins only.',
} as const;

export const listWarninglists = defineEndpoint({
  ...shared,
  method: 'GET',
  path: '/api/v1/warninglists',
  id: 'listWarninglists',
  summary:
    'Lists of well-known values: those that come with the platform, those of the platform and those the team imported.',
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
  query: z.strictObject({ signal: signalSchema.optional(), scope: sourceScopeSchema.default('team') }),
  responses: { 201: warninglistSchema },
  errors: [
    platformOnly,
    { status: 400, code: 'unsupported_match_type', when: 'The list matches in a way that is not known.' },
    {
      status: 400,
      code: 'expression_refused',
      when: 'A regular expression cannot be matched in linear time, or is malformed; the answer says which and why.',
    },
  ],
  examples: [
    {
      name: 'A small list',
      request: { name: 'Our own sites', type: 'hostname', list: ['example.com'] },
      status: 201,
      response: { ...exampleList, scope: 'team', name: 'Our own sites', match_type: 'hostname', entry_count: 1 },
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
  errors: [{ status: 404, code: 'not_found', when: 'No such list, or it is not yours to see.' }, platformOnly],
  examples: [{ name: 'Removed', status: 204 }],
});

export const lookupWarninglists = defineEndpoint({
  ...shared,
  method: 'POST',
  path: '/api/v1/warninglists/lookup',
  id: 'lookupWarninglists',
  summary: 'On which lists do up to 10,000 values stand, and what does that mean? Answers in the order asked.',
  access: 'indicators:read',
  body: z.strictObject({ values: z.array(z.string().max(4_096)).min(1).max(10_000) }),
  bodyLimitBytes: 8 * 1_048_576,
  responses: {
    200: z.object({
      results: z.array(
        z.object({
          /** As it was sent. */
          value: z.string(),
          /** Recognised type, `null` where the text is no indicator; it is looked up as it stands then. */
          type: indicatorTypeSchema.nullable(),
          matches: z.array(warninglistMatchSchema),
        }),
      ),
      /** What was looked through. */
      list_count: z.int(),
      entry_count: z.int(),
    }),
  },
  examples: [
    {
      name: 'A resolver',
      request: { values: ['8.8.8[.]8'] },
      status: 200,
      response: {
        results: [
          {
            value: '8.8.8[.]8',
            type: 'ipv4',
            matches: [
              {
                list: 'Public DNS resolvers',
                description: 'Addresses of public recursive resolvers.',
                entry: '8.8.8.8',
                signal: 'known_false_positive',
              },
            ],
          },
        ],
        list_count: 3,
        entry_count: 62,
      },
    },
  ],
});

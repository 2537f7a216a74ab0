import { z } from 'zod';
import { reliabilitySchema, tlpSchema } from '../analysis/vocabulary';
import { defineEndpoint } from '../kernel/endpoint';
import { providerKeySchema } from './collection.schemas';
import { indicatorTypeSchema } from './indicator-type';
import { sourceFormatKinds } from './source-format';
import { sourceScopeSchema } from './sources.schemas';

const feedViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  documentation: z.string(),
  url: z.string(),
  format: z.enum(sourceFormatKinds),
  types: z.array(indicatorTypeSchema),
  interval_seconds: z.int().positive(),
  licence: z.string(),
  /** `open`: free for any use. `restricted` and `unclear` ones are enabled by name alone, by somebody who read the terms. */
  terms: z.enum(['open', 'restricted', 'unclear']),
  needs_key: z.boolean(),
  reliability: reliabilitySchema,
  lineage: z.string(),
  tlp: tlpSchema,
  /** Whether a command that enables all feeds may enable it. */
  in_all: z.boolean(),
  enabled: z.boolean(),
  /** The source that it became when it was first enabled. */
  source_id: z.uuid().nullable(),
});
export type FeedView = z.input<typeof feedViewSchema>;

const example: FeedView = {
  id: 'ipsum',
  name: 'IPsum',
  description: 'Addresses with the number of public lists that name them.',
  documentation: 'https://github.com/stamparm/ipsum',
  url: 'https://raw.githubusercontent.com/stamparm/ipsum/master/ipsum.txt',
  format: 'lines',
  types: ['ipv4'],
  interval_seconds: 86_400,
  licence: 'Unlicense',
  terms: 'open',
  needs_key: false,
  reliability: 'C',
  lineage: 'ipsum',
  tlp: 'clear',
  in_all: true,
  enabled: false,
  source_id: null,
};

export const listFeeds = defineEndpoint({
  app: 'data',
  method: 'GET',
  path: '/api/v1/feed-catalogue',
  id: 'listFeeds',
  summary: 'The public lists that the platform knows, with their licences. None is fetched before it is enabled.',
  tag: 'Collection',
  access: 'public',
  responses: { 200: z.object({ count: z.int().nonnegative(), results: z.array(feedViewSchema) }) },
  examples: [{ name: 'One feed', status: 200, response: { count: 1, results: [example] } }],
});

export const updateFeed = defineEndpoint({
  app: 'data',
  method: 'PATCH',
  path: '/api/v1/feed-catalogue/{feed_id}',
  id: 'updateFeed',
  summary:
    'Enable or disable a feed for everybody or for your team. Enabled for the first time it becomes a source and is fetched at once.',
  tag: 'Collection',
  access: 'sources:write',
  params: z.strictObject({ feed_id: z.string().max(64) }),
  body: z.strictObject({
    enabled: z.boolean(),
    scope: sourceScopeSchema.default('platform'),
    /** Your own where the feed needs one; kept with the source and never shown. A team has no other. */
    key: providerKeySchema.optional(),
  }),
  responses: { 200: feedViewSchema },
  errors: [
    { status: 404, code: 'not_found', when: 'The catalogue has no such feed.' },
    { status: 403, code: 'platform_admin_required', when: 'It is for everybody, and you are no platform admin.' },
    { status: 400, code: 'key_required', when: 'The feed needs a key, and a team has none but its own.' },
    { status: 400, code: 'key_not_needed', when: 'A key comes along, and the feed is open to everybody.' },
    { status: 409, code: 'feed_has_source', when: 'A key comes along, and the feed was made a source before.' },
    { status: 409, code: 'source_name_taken', when: 'Another source of that scope has the name of the feed.' },
  ],
  examples: [
    {
      name: 'Enable',
      request: { enabled: true },
      status: 200,
      response: { ...example, enabled: true, source_id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0001' },
    },
    {
      name: 'Enable for your team, with your own key',
      request: { enabled: true, scope: 'team', key: '7c1f4f0c9b6e4d0fa1f1c7d2' },
      status: 200,
      response: { ...example, needs_key: true, enabled: true, source_id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0002' },
    },
  ],
});

/** An entry of MISP's list of feeds. A foreign format: what is not used here is ignored. */
export const mispFeedEntrySchema = z.object({
  Feed: z.object({
    name: z.string().min(1).max(500),
    provider: z.string().max(500).optional(),
    url: z.string().max(2_048),
    source_format: z.string().max(32),
    input_source: z.string().max(32).optional(),
    headers: z.string().max(4_096).nullable().optional(),
    settings: z.string().max(16_384).nullable().optional(),
    delta_merge: z.boolean().optional(),
  }),
});
export type MispFeedEntry = z.output<typeof mispFeedEntrySchema>;

/** Why an entry did not become a source. */
const mispFeedRefusals = [
  'not_on_the_network',
  'needs_headers',
  'settings_not_understood',
  'exclusion_not_supported',
  'url_not_supported',
  'format_not_supported',
  'description_not_supported',
  'source_name_taken',
] as const;
export type MispFeedRefusal = (typeof mispFeedRefusals)[number];

export const importMispFeeds = defineEndpoint({
  app: 'data',
  method: 'POST',
  path: '/api/v1/feed-catalogue/misp',
  id: 'importMispFeeds',
  summary:
    "Make sources of a list of feeds as MISP keeps it. They are off, whatever the list says: read their providers' terms first. Each entry that is not usable as it stands is told with the reason.",
  tag: 'Collection',
  access: 'sources:write',
  query: z.strictObject({ scope: sourceScopeSchema.default('team') }),
  body: z.array(mispFeedEntrySchema).min(1).max(500),
  bodyLimitBytes: 1_048_576,
  responses: {
    200: z.object({
      count: z.int().nonnegative(),
      /** In the order of the list. */
      results: z.array(
        z.object({
          name: z.string(),
          source_id: z.uuid().nullable(),
          refused: z.enum(mispFeedRefusals).nullable(),
        }),
      ),
    }),
  },
  errors: [
    {
      status: 403,
      code: 'platform_admin_required',
      when: 'They are to be of scope `platform` and you are no platform admin.',
    },
  ],
  examples: [
    {
      name: 'One that is usable, one that is not',
      request: [
        {
          Feed: {
            name: 'Compromised hosts',
            provider: 'lists.example',
            url: 'https://lists.example/compromised.txt',
            source_format: 'csv',
            input_source: 'network',
            settings: '{"csv":{"value":"1","delimiter":","},"common":{"excluderegex":""}}',
          },
        },
        { Feed: { name: 'A file', url: '/var/lists/a.txt', source_format: 'freetext', input_source: 'local' } },
      ],
      status: 200,
      response: {
        count: 2,
        results: [
          { name: 'Compromised hosts', source_id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0001', refused: null },
          { name: 'A file', source_id: null, refused: 'not_on_the_network' },
        ],
      },
    },
  ],
});

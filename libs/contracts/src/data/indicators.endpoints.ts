import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { listEnvelope, pageQuery, timestampSchema } from '../kernel/fields';
import { indicatorDetailSchema, indicatorExample, indicatorSchema } from './indicators.schemas';
import { indicatorTypeSchema } from './indicator-type';
import { labelSchema, severitySchema } from './vocabulary';

/** What searches and exports are narrowed by. */
const indicatorFilters = {
  /** A value. Written as people write it: `hxxp://`, `[.]`, upper case are understood. */
  q: z.string().trim().min(1).max(2_048).optional(),
  type: indicatorTypeSchema.optional(),
  /**
   * Default: `exact` where `q` is an indicator, else `substring`. `prefix` and `substring` need 3 characters; a prefix has at
   * most 190 bytes. `substring` looks into names, URLs, paths and the like; of addresses and digests it compares the
   * beginning. `cidr`: `q` is an address or a network; what lies in it and what lies around it.
   */
  match: z.enum(['exact', 'prefix', 'substring', 'cidr']).optional(),
  severity: severitySchema.optional(),
  threat_level: severitySchema.optional(),
  /** At least this. */
  confidence: z.coerce.number().min(0).max(1).optional(),
  /** At least this, 0 to 100. */
  min_score: z.coerce.number().min(0).max(100).optional(),
  /** Name or id of a source. */
  source: z.string().trim().min(1).max(120).optional(),
  tag: labelSchema.optional(),
  /** Seen by a source at or after this time. */
  since: z.iso.datetime({ offset: true }).optional(),
  /** Judged as of this time instead of now: what had been listed by then and not yet gone, decayed until then. */
  as_of: z.iso.datetime({ offset: true }).optional(),
  /** `false` also shows what no source lists any more, what has expired and what was marked as false positive. */
  active_only: z.enum(['true', 'false']).default('true'),
} as const;

/** What a search can be sorted by besides the default, newest first. */
export const sortFields = ['last_seen', 'first_seen', 'confidence', 'severity', 'score', 'value'] as const;
export type SortField = (typeof sortFields)[number];

const searchQuery = z.strictObject({
  ...pageQuery(10_000),
  ...indicatorFilters,
  /** Default `-created`: newest first. Other orders are for up to 10,000 matches. */
  sort: z.enum(['-created', ...sortFields, ...sortFields.map((field) => `-${field}` as const)]).default('-created'),
});
export type SearchQuery = z.output<typeof searchQuery>;

export const searchIndicators = defineEndpoint({
  app: 'data',
  method: 'GET',
  path: '/api/v1/indicators/search',
  id: 'searchIndicators',
  summary: 'Search the intelligence. Without a credential: what platform sources list, up to TLP:GREEN.',
  tag: 'Indicators',
  access: 'public',
  query: searchQuery,
  responses: { 200: listEnvelope(indicatorSchema) },
  errors: [
    { status: 400, code: 'invalid_request', when: 'A filter is not valid, or `q` is too short for `match`.' },
    { status: 400, code: 'too_many_to_sort', when: 'More than 10,000 candidates match: narrow the search to sort it.' },
    { status: 503, code: 'search_too_broad', when: 'The filters together pass too little to be found within 2 s.' },
  ],
  examples: [
    {
      name: 'An address',
      status: 200,
      response: {
        count: 1,
        next: null,
        previous: null,
        results: [indicatorExample],
        pagination: { limit: 20, offset: 0, total: 1 },
      },
    },
  ],
});

export const getIndicator = defineEndpoint({
  app: 'data',
  method: 'GET',
  path: '/api/v1/indicators/{id}',
  id: 'getIndicator',
  summary: 'Show one indicator with what each source says of it.',
  tag: 'Indicators',
  access: 'public',
  params: z.strictObject({ id: z.uuid() }),
  query: z.strictObject({
    /** What was known at this time, and how much it weighed then. */
    as_of: z.iso.datetime({ offset: true }).optional(),
  }),
  responses: { 200: indicatorDetailSchema },
  errors: [{ status: 404, code: 'not_found', when: 'No such indicator, or it is not yours to see.' }],
  examples: [
    {
      name: 'An address that one source lists',
      status: 200,
      response: {
        ...indicatorExample,
        sightings: [
          {
            source_id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0001',
            source: 'IPsum',
            scope: 'platform',
            reliability: 'C',
            lineage: 'ipsum',
            first_seen: '2026-05-23T10:00:00.000Z',
            last_seen: '2026-05-24T10:00:00.000Z',
            delisted_at: null,
            confidence: 0.6,
            severity: 'medium',
            threat_types: ['scanner'],
            tags: ['blocklist'],
            tlp: 'clear',
            family: null,
            reference: null,
            expires_at: null,
          },
        ],
      },
    },
  ],
});

const bulkResultSchema = z.object({
  /** As it was sent. */
  value: z.string(),
  /** Recognised type, `null` where the text is no indicator. */
  type: indicatorTypeSchema.nullable(),
  found: z.boolean(),
  indicator: indicatorSchema.optional(),
  threat_level: severitySchema.optional(),
  confidence: z.number().optional(),
});

export const bulkLookup = defineEndpoint({
  app: 'data',
  method: 'POST',
  path: '/api/v1/indicators/bulk-lookup',
  id: 'bulkLookupIndicators',
  summary: 'Look up to 10,000 values at once. Answers in the order asked.',
  tag: 'Indicators',
  access: 'indicators:read',
  body: z.strictObject({ indicators: z.array(z.string().max(4_096)).min(1).max(10_000) }),
  bodyLimitBytes: 8 * 1_048_576,
  responses: { 200: z.object({ results: z.array(bulkResultSchema), found: z.int(), looked_up_at: timestampSchema }) },
  examples: [
    {
      name: 'One known, one unknown',
      request: { indicators: ['45.154.244[.]193', 'example.net'] },
      status: 200,
      response: {
        results: [
          {
            value: '45.154.244[.]193',
            type: 'ipv4',
            found: true,
            indicator: indicatorExample,
            threat_level: 'medium',
            confidence: 0.6,
          },
          { value: 'example.net', type: 'domain', found: false },
        ],
        found: 1,
        looked_up_at: '2026-05-24T10:00:00.000Z',
      },
    },
  ],
});

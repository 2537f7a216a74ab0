import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { timestampSchema } from '../kernel/fields';
import { indicatorDetailSchema, indicatorSchema } from './indicators.schemas';
import { indicatorTypeSchema } from './indicator-type';
import { warninglistMatchSchema } from './warninglists.messages';

/** Why a fact from a local database is not there; `ok` where it is. */
const factState = z.enum(['ok', 'not_found', 'unconfigured', 'unreadable']);

const common = {
  type: indicatorTypeSchema,
  /** Whether any source lists it or has listed it. */
  found: z.boolean(),
  /** 0 where nothing speaks against it, which does not mean that anything speaks for it. */
  reputation_score: z.number().min(0).max(100),
  indicator: indicatorDetailSchema.nullable(),
  /** What sources say, in short. */
  threat_indicators: z.array(z.object({ source: z.string(), type: z.string(), last_reported: timestampSchema })),
  /** Lists of well-known values that it stands on. */
  warninglists: z.array(warninglistMatchSchema),
  /** Indicators that have to do with it: on it, below it, around it. At most 50. */
  related: z.array(indicatorSchema),
};

const geolocationSchema = z.object({
  state: factState,
  country: z.string().nullable(),
  city: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
});
const asnSchema = z.object({
  state: factState,
  asn: z.int().nullable(),
  organization: z.string().nullable(),
});
export type Geolocation = z.infer<typeof geolocationSchema>;
export type AutonomousSystem = z.infer<typeof asnSchema>;

const shared = { app: 'data', method: 'GET', tag: 'Intelligence', access: 'public' } as const;
const value = z.string().trim().min(1).max(4_096);
const nothingKnown = {
  found: false,
  reputation_score: 0,
  indicator: null,
  threat_indicators: [],
  warninglists: [],
  related: [],
};
const wrongType = {
  status: 400,
  code: 'invalid_request',
  when: 'The value is not of that kind.',
} as const;

export const ipIntelligence = defineEndpoint({
  ...shared,
  path: '/api/v1/intelligence/ip/{ip}',
  id: 'ipIntelligence',
  summary: 'Everything known of an address: what sources and lists say, where it is, what lies on it and around it.',
  params: z.strictObject({ ip: value }),
  responses: {
    200: z.object({
      ip: z.string(),
      ...common,
      is_public: z.boolean(),
      geolocation: geolocationSchema,
      asn: asnSchema,
    }),
  },
  errors: [wrongType],
  examples: [
    {
      name: 'An address that nobody lists',
      status: 200,
      response: {
        ip: '45.154.244.193',
        type: 'ipv4',
        ...nothingKnown,
        is_public: true,
        geolocation: { state: 'unconfigured', country: null, city: null, latitude: null, longitude: null },
        asn: { state: 'unconfigured', asn: null, organization: null },
      },
    },
  ],
});

export const domainIntelligence = defineEndpoint({
  ...shared,
  path: '/api/v1/intelligence/domain/{domain}',
  id: 'domainIntelligence',
  summary: 'Everything known of a name: what sources and lists say, URLs on it, names below and above it.',
  params: z.strictObject({ domain: value }),
  responses: { 200: z.object({ domain: z.string(), ...common, registrable_domain: z.string().nullable() }) },
  errors: [wrongType],
  examples: [
    {
      name: 'A name that nobody lists',
      status: 200,
      response: {
        domain: 'shop.example.com',
        type: 'domain',
        ...nothingKnown,
        registrable_domain: 'example.com',
      },
    },
  ],
});

export const hashIntelligence = defineEndpoint({
  ...shared,
  path: '/api/v1/intelligence/hash/{hash}',
  id: 'hashIntelligence',
  summary: 'Everything known of a file by its digest.',
  params: z.strictObject({ hash: value }),
  responses: {
    200: z.object({ hash: z.string(), ...common, hash_type: indicatorTypeSchema, threat_names: z.array(z.string()) }),
  },
  errors: [wrongType],
  examples: [
    {
      name: 'A digest that nobody lists',
      status: 200,
      response: {
        hash: 'd41d8cd98f00b204e9800998ecf8427e',
        type: 'md5',
        ...nothingKnown,
        hash_type: 'md5',
        threat_names: [],
      },
    },
  ],
});

export const urlIntelligence = defineEndpoint({
  ...shared,
  path: '/api/v1/intelligence/url/{url}',
  id: 'urlIntelligence',
  summary: 'Everything known of a URL, percent-encoded in the path, and of the host it lies on.',
  params: z.strictObject({ url: value }),
  responses: { 200: z.object({ url: z.string(), ...common, host: z.string().nullable() }) },
  errors: [wrongType],
  examples: [
    {
      name: 'A URL that nobody lists',
      status: 200,
      response: { url: 'http://shop.example.com/pay', type: 'url', ...nothingKnown, host: 'shop.example.com' },
    },
  ],
});

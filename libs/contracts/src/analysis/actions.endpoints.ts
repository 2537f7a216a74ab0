import { INDICATOR_FLAGS, INDICATOR_TYPES } from '@sentrybox/ioc';
import { z } from 'zod';
import { indicatorTypeSchema } from '../data/indicator-type';
import { defineEndpoint } from '../kernel/endpoint';
import { iocTypes } from './vocabulary';

/** 1 MiB of text in UTF-8; JSON escapes may make the body six times as long. */
export const maxActionTextBytes = 1_048_576;
const bodyLimitBytes = 6 * maxActionTextBytes;

const textBody = z.strictObject({ text: z.string() });

/** Both the five types of the analysis API, which stand for all their kinds, and the exact types. */
const wantedTypes = [
  ...iocTypes,
  ...INDICATOR_TYPES.filter((type) => !iocTypes.some((each) => each === type)),
] as const;

const extractBody = textBody.extend({
  include_private: z.boolean().optional(),
  types: z.array(z.enum(wantedTypes)).min(1).max(wantedTypes.length).optional(),
  detailed: z.boolean().optional(),
});

/** `start` and `end` count UTF-16 units. */
const hitSchema = z.object({
  type: indicatorTypeSchema,
  value: z.string(),
  raw: z.string(),
  start: z.int(),
  end: z.int(),
  defanged: z.boolean(),
  confidence: z.number(),
  flags: z.array(z.enum(INDICATOR_FLAGS)),
  derived_from: z.object({ type: indicatorTypeSchema, value: z.string() }).nullable(),
});

const groupShape = Object.fromEntries(iocTypes.map((type) => [type, z.array(z.string()).optional()]));
const indicatorGroupsSchema = z.object(groupShape);

const shared = { app: 'analysis-gateway', method: 'POST', tag: 'Actions', access: 'actions:run' } as const;

export const defangText = defineEndpoint({
  ...shared,
  path: '/api/actions/defang',
  id: 'defangText',
  summary: 'Make every indicator in a text unclickable.',
  body: textBody,
  bodyLimitBytes,
  responses: { 200: z.object({ result: z.string() }) },
  examples: [
    {
      name: 'A URL',
      request: { text: 'http://evil.com/path' },
      status: 200,
      response: { result: 'hxxp[://]evil[.]com/path' },
    },
  ],
});

export const refangText = defineEndpoint({
  ...shared,
  path: '/api/actions/refang',
  id: 'refangText',
  summary: 'Undo defanging.',
  body: textBody,
  bodyLimitBytes,
  responses: { 200: z.object({ result: z.string() }) },
  examples: [
    {
      name: 'A URL',
      request: { text: 'hxxp[://]evil[.]com' },
      status: 200,
      response: { result: 'http://evil.com' },
    },
  ],
});

export const extractIndicators = defineEndpoint({
  ...shared,
  path: '/api/actions/extract',
  id: 'extractIndicators',
  summary:
    'Find the indicators in a text, grouped by type. Private addresses are left out unless `include_private` is true; ' +
    '`types` names the types to report; `detailed` adds every hit with its place in the text.',
  body: extractBody,
  bodyLimitBytes,
  responses: { 200: z.object({ indicators: indicatorGroupsSchema, hits: z.array(hitSchema).optional() }) },
  examples: [
    {
      name: 'An address and a domain',
      request: { text: 'contacted 1.2.3.4 and evil.com' },
      status: 200,
      response: { indicators: { ip: ['1.2.3.4'], domain: ['evil.com'] } },
    },
    {
      name: 'Every hit with its place',
      request: { text: 'on 10.0.0.1', include_private: true, types: ['ip'], detailed: true },
      status: 200,
      response: {
        indicators: { ip: ['10.0.0.1'] },
        hits: [
          {
            type: 'ipv4',
            value: '10.0.0.1',
            raw: '10.0.0.1',
            start: 3,
            end: 11,
            defanged: false,
            confidence: 0.9,
            flags: ['private'],
            derived_from: null,
          },
        ],
      },
    },
  ],
});

import { z } from 'zod';
import { tlpSchema } from '../analysis/vocabulary';
import { defineEndpoint } from '../kernel/endpoint';
import { listEnvelope, pageQuery, timestampSchema } from '../kernel/fields';
import { indicatorDetailSchema, indicatorExample } from './indicators.schemas';
import { indicatorTypeSchema } from './indicator-type';
import { sourceScopeSchema } from './sources.schemas';
import { confidenceSchema, labelSchema, severitySchema } from './vocabulary';

const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters');

const labels = z.array(labelSchema).max(32);

const addBody = z.strictObject({
  /** Written as people write it; it is stored in its canonical spelling. */
  value: z.string().trim().min(1).max(4_096),
  /** Default: recognised from the value. */
  type: indicatorTypeSchema.optional(),
  confidence: confidenceSchema.default(0.8),
  severity: severitySchema.default('medium'),
  threat_types: labels.default([]),
  tags: labels.default([]),
  tlp: tlpSchema.default('amber'),
  family: line(64).nullable().default(null),
  reference: line(512).nullable().default(null),
  expires_at: z.iso.datetime({ offset: true }).nullable().default(null),
});
export type AddIndicatorBody = z.output<typeof addBody>;

const notFound = { status: 404, code: 'not_found', when: 'No such indicator, or it is not yours to see.' } as const;

export const addIndicator = defineEndpoint({
  app: 'data',
  method: 'POST',
  path: '/api/v1/indicators',
  id: 'addIndicator',
  summary: "Add an indicator of the team's own, or say anew what the team says of it.",
  tag: 'Indicators',
  access: 'indicators:write',
  body: addBody,
  responses: { 201: indicatorDetailSchema },
  errors: [
    { status: 400, code: 'not_an_indicator', when: 'The value is of no known type, or not of the one given.' },
    { status: 400, code: 'not_public', when: 'The address means something else in every network.' },
  ],
  examples: [
    {
      name: 'A name',
      request: { value: 'evil[.]example', severity: 'high', tags: ['case-17'] },
      status: 201,
      response: { ...indicatorExample, type: 'domain', value: 'evil.example', scope: 'team', sightings: [] },
    },
  ],
});

export const removeIndicator = defineEndpoint({
  app: 'data',
  method: 'DELETE',
  path: '/api/v1/indicators/{id}',
  id: 'removeIndicator',
  summary: 'Take back what the team itself said of an indicator. What its sources say stays.',
  tag: 'Indicators',
  access: 'indicators:write',
  params: z.strictObject({ id: z.uuid() }),
  responses: { 204: null },
  errors: [{ ...notFound, when: 'The team has added no such indicator.' }],
  examples: [{ name: 'Taken back', status: 204 }],
});

const markSchema = z.object({
  id: z.uuid(),
  type: indicatorTypeSchema,
  value: z.string(),
  scope: sourceScopeSchema,
  reason: z.string(),
  /** Id of the user or the service account. */
  marked_by: z.string(),
  marked_at: timestampSchema,
});
export type FalsePositiveView = z.input<typeof markSchema>;

const markExample = {
  id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0009',
  type: 'ipv4',
  value: '45.154.244.193',
  scope: 'team',
  reason: 'Our own scanner.',
  marked_by: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0008',
  marked_at: '2026-05-24T10:00:00.000Z',
};

const adminOnly = {
  status: 403,
  code: 'platform_admin_required',
  when: 'The mark is to be of scope `platform` and you are no platform admin.',
} as const;

export const markFalsePositive = defineEndpoint({
  app: 'data',
  method: 'POST',
  path: '/api/v1/indicators/{id}/false-positive',
  id: 'markFalsePositive',
  summary: 'Say that an indicator is listed wrongly: for the team, or as a platform admin for everybody.',
  tag: 'Indicators',
  access: 'indicators:write',
  params: z.strictObject({ id: z.uuid() }),
  body: z.strictObject({ reason: line(500), scope: sourceScopeSchema.default('team') }),
  responses: { 201: markSchema },
  errors: [notFound, adminOnly, { status: 409, code: 'already_marked', when: 'It is marked in that scope already.' }],
  examples: [{ name: 'Marked', request: { reason: 'Our own scanner.' }, status: 201, response: markExample }],
});

export const unmarkFalsePositive = defineEndpoint({
  app: 'data',
  method: 'DELETE',
  path: '/api/v1/indicators/{id}/false-positive',
  id: 'unmarkFalsePositive',
  summary: 'Take the mark away again.',
  tag: 'Indicators',
  access: 'indicators:write',
  params: z.strictObject({ id: z.uuid() }),
  query: z.strictObject({ scope: sourceScopeSchema.default('team') }),
  responses: { 204: null },
  errors: [notFound, adminOnly, { status: 409, code: 'not_marked', when: 'It is not marked in that scope.' }],
  examples: [{ name: 'Taken away', status: 204 }],
});

export const listFalsePositives = defineEndpoint({
  app: 'data',
  method: 'GET',
  path: '/api/v1/false-positives',
  id: 'listFalsePositives',
  summary: 'List what is marked for everybody and for the team, newest first, with who marked it and why.',
  tag: 'Indicators',
  access: 'indicators:read',
  query: z.strictObject(pageQuery()),
  responses: { 200: listEnvelope(markSchema) },
  examples: [
    {
      name: 'One mark',
      status: 200,
      response: {
        count: 1,
        next: null,
        previous: null,
        results: [markExample],
        pagination: { limit: 20, offset: 0, total: 1 },
      },
    },
  ],
});

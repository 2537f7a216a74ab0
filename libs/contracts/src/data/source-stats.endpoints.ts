import { z } from 'zod';
import { reliabilitySchema } from '../analysis/vocabulary';
import { defineEndpoint } from '../kernel/endpoint';
import { timestampSchema } from '../kernel/fields';

const count = z.int().nonnegative();
const share = z.number().min(0).max(1);

/** Why another reliability is proposed. */
const reliabilityReasons = ['on_warninglists', 'false_positives', 'stale', 'corroborated'] as const;
const reliabilityReasonSchema = z.enum(reliabilityReasons);
export type ReliabilityReason = z.infer<typeof reliabilityReasonSchema>;

const sourceFiguresSchema = z.object({
  /** Rows that the source lists now, and that it listed once. */
  listed: count,
  delisted: count,
  staleness: z.object({
    last_update: timestampSchema.nullable(),
    age_seconds: count.nullable(),
    /** How often its list is fetched; `null` where files are sent. */
    interval_seconds: count.nullable(),
    /** Three fetches were due and none succeeded; `null` where nothing says when one is due. */
    is_stale: z.boolean().nullable(),
  }),
  /** What the imports of the last 30 days changed. */
  churn: z.object({
    imports: count,
    new: count,
    delisted: count,
    /** Rows that came and went in a day, as a share of those listed; `null` where fewer than two imports tell. */
    daily_share: z.number().min(0).nullable(),
  }),
  /** How many rows the following shares are of: at most the newest 20,000. */
  sample: count,
  /** What other sources list too. Sources of equal lineage are no further witness and are left out of `share`. */
  overlap: z.object({
    share,
    /** The ten that have most in common with it. */
    sources: z.array(z.object({ source_id: z.uuid(), name: z.string(), shared: count, share })),
  }),
  /** Rows on warninglists, with those that the last import left out for it. */
  warninglists: z.object({ hits: count, left_out: count, share }),
  /** Rows that somebody marked as false positive. */
  false_positives: z.object({ marks: count, share }),
  /** What the figures speak for. It is never applied by itself: change the source if you agree. */
  reliability: z.object({
    current: reliabilitySchema,
    proposed: reliabilitySchema,
    reasons: z.array(reliabilityReasonSchema),
  }),
});
export type SourceFigures = z.infer<typeof sourceFiguresSchema>;

export const getSourceStats = defineEndpoint({
  app: 'data',
  method: 'GET',
  path: '/api/v1/sources/{id}/stats',
  id: 'getSourceStats',
  summary:
    'How good a source is: how fresh, how much it changes, who confirms it, what of it is well known. Measured by a worker every six hours.',
  tag: 'Sources',
  access: 'public',
  params: z.strictObject({ id: z.uuid() }),
  responses: {
    200: z.object({
      source_id: z.uuid(),
      /** `null` until it was measured for the first time, soon behind its first import. */
      measured_at: timestampSchema.nullable(),
      figures: sourceFiguresSchema.nullable(),
    }),
  },
  errors: [{ status: 404, code: 'not_found', when: 'No such source, or it is not yours to see.' }],
  examples: [
    {
      name: 'A list that others confirm',
      status: 200,
      response: {
        source_id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0001',
        measured_at: '2026-05-23T12:00:00.000Z',
        figures: {
          listed: 120_430,
          delisted: 8_112,
          staleness: {
            last_update: '2026-05-23T10:00:00.000Z',
            age_seconds: 7_200,
            interval_seconds: 86_400,
            is_stale: false,
          },
          churn: { imports: 30, new: 41_200, delisted: 40_870, daily_share: 0.0227 },
          sample: 20_000,
          overlap: {
            share: 0.41,
            sources: [
              { source_id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0004', name: 'CINS Army', shared: 5_120, share: 0.256 },
            ],
          },
          warninglists: { hits: 12, left_out: 1, share: 0.00065 },
          false_positives: { marks: 2, share: 0.000017 },
          reliability: { current: 'C', proposed: 'B', reasons: ['corroborated'] },
        },
      },
    },
  ],
});

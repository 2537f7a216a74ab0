import { z } from 'zod';
import { reliabilitySchema, tlpSchema } from '../analysis/vocabulary';
import { timestampSchema } from '../kernel/fields';
import { sourceScopeSchema } from './sources.schemas';
import { indicatorTypeSchema } from './indicator-type';
import { confidenceSchema, severitySchema } from './vocabulary';

/** Somebody looked and found it listed wrongly: it counts for nothing until the mark is taken away. */
const falsePositiveSchema = z.object({
  /** `platform`: said for everybody; `team`: by your team for itself. */
  scope: sourceScopeSchema,
  reason: z.string(),
  marked_at: timestampSchema,
});

/** One canonical value with what all visible, enabled sources say of it taken together. */
export const indicatorSchema = z.object({
  id: z.uuid(),
  type: indicatorTypeSchema,
  value: z.string(),
  /** Highest severity among sightings of confidence 0.5 or more; `info` where there is none. */
  threat_level: severitySchema,
  /** Highest among its sightings. */
  confidence: confidenceSchema,
  /** Highest among its sightings. */
  severity: severitySchema,
  first_seen: timestampSchema,
  last_seen: timestampSchema,
  /** Names of the sources. */
  sources: z.array(z.string()),
  /**
   * `expired`: every source that lists it said until when; `delisted`: none lists it any more. The rest then says what they
   * said last. `false_positive`: see there.
   */
  status: z.enum(['active', 'expired', 'delisted', 'false_positive']),
  /** How strongly all that is said speaks against it at the time asked about, 0 to 100: it falls as evidence ages. */
  score: z.number().min(0).max(100),
  /** The score has fallen below 20. */
  decayed: z.boolean(),
  /** When the last of its sources ceases to hold; `null` where one never does. */
  expires_at: timestampSchema.nullable(),
  /** The strictest among its sightings. */
  tlp: tlpSchema,
  families: z.array(z.string()),
  false_positive: falsePositiveSchema.nullable(),
  threat_types: z.array(z.string()),
  tags: z.array(z.string()),
  /** `team` where only sources of your team know it. */
  scope: sourceScopeSchema,
});
export type IndicatorView = z.input<typeof indicatorSchema>;

/** What one source says. */
const indicatorSightingSchema = z.object({
  source_id: z.uuid(),
  source: z.string(),
  scope: sourceScopeSchema,
  reliability: reliabilitySchema,
  lineage: z.string(),
  first_seen: timestampSchema,
  last_seen: timestampSchema,
  delisted_at: timestampSchema.nullable(),
  confidence: confidenceSchema,
  severity: severitySchema,
  threat_types: z.array(z.string()),
  tags: z.array(z.string()),
  tlp: tlpSchema,
  family: z.string().nullable(),
  reference: z.string().nullable(),
  expires_at: timestampSchema.nullable(),
});

export const indicatorDetailSchema = indicatorSchema.extend({ sightings: z.array(indicatorSightingSchema) });
export type IndicatorDetailView = z.input<typeof indicatorDetailSchema>;

export const indicatorExample: IndicatorView = {
  id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0003',
  type: 'ipv4',
  value: '45.154.244.193',
  threat_level: 'medium',
  confidence: 0.6,
  severity: 'medium',
  first_seen: '2026-05-23T10:00:00.000Z',
  last_seen: '2026-05-24T10:00:00.000Z',
  sources: ['IPsum'],
  status: 'active',
  score: 42,
  decayed: false,
  expires_at: null,
  tlp: 'clear',
  families: [],
  false_positive: null,
  threat_types: ['scanner'],
  tags: ['blocklist'],
  scope: 'platform',
};

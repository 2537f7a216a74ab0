import { z } from 'zod';
import { reliabilitySchema } from '../analysis/vocabulary';
import { timestampSchema } from '../kernel/fields';
import { sourceScopeSchema } from './sources.schemas';
import { indicatorTypeSchema } from './indicator-type';
import { confidenceSchema, severitySchema } from './vocabulary';

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
  /** `delisted`: no source lists it any more; the rest then says what they said last. */
  status: z.enum(['active', 'delisted']),
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
  threat_types: ['scanner'],
  tags: ['blocklist'],
  scope: 'platform',
};

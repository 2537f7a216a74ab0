import { z } from 'zod';
import { defineAsk } from '../kernel/messages';
import { severitySchema } from './vocabulary';

/** What one source says of one indicator. */
export const sightingSchema = z.object({
  sourceId: z.uuid(),
  sourceName: z.string(),
  /** Admiralty reliability of the source, A (best) to F. */
  reliability: z.enum(['A', 'B', 'C', 'D', 'E', 'F']),
  /** Name of the upstream the source copies from; equal lineage counts once. */
  lineage: z.string(),
  firstSeenAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  confidence: z.number().min(0).max(1),
  severity: severitySchema,
  threatTypes: z.array(z.string()),
  tags: z.array(z.string()),
});
export type Sighting = z.infer<typeof sightingSchema>;

/** A value to look up, canonical already; `type` is an indicator type of libs/ioc. */
export const lookupKeySchema = z.object({ type: z.string().max(32), value: z.string().max(2_048) });

/** What do the imported sources say of these values? Answers in the order asked; unknown values have no sightings. */
export const lookupIndicators = defineAsk({
  name: 'data.indicators.lookup',
  owner: 'data',
  deadlineMs: 2_000,
  request: z.object({ teamId: z.uuid(), keys: z.array(lookupKeySchema).min(1).max(1_000) }),
  answer: z.object({
    /** Enabled sources that hold at least one row; 0 means that nothing could have been found. */
    sourceCount: z.int().nonnegative(),
    found: z.array(z.object({ indicatorId: z.uuid().nullable(), sightings: z.array(sightingSchema) })),
  }),
});

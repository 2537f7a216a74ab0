import {
  collectionSettingsSchema,
  indicatorTypeSchema,
  severitySchema,
  sourceFormatSchema,
  tlpSchema,
} from '@sentrybox/contracts';
import { z } from 'zod';

/**
 * A public list as the catalogue knows it. Everything that can be wrong with one is checked when the service starts, so
 * that a new entry is data and nothing else.
 */
export const feedSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
  name: z.string().min(1).max(120),
  description: z.string().min(1).max(400),
  /** Where its provider describes it: shape, interval and terms were taken from there. */
  documentation: z.url(),
  url: z.url(),
  layout: z.enum(['file', 'misp_feed']).default('file'),
  format: sourceFormatSchema,
  mode: z.enum(['snapshot', 'delta']).default('snapshot'),
  /** What its rows are. */
  types: z.array(indicatorTypeSchema).min(1),
  intervalSeconds: z.int().min(300),
  licence: z.string().min(1),
  /**
   * `open`: anybody may use it for anything, at most naming the provider. `restricted`: not for commercial use, or under
   * terms that somebody has to have read; such a feed is enabled by its name alone. `unclear`: the provider says nothing.
   */
  terms: z.enum(['open', 'restricted', 'unclear']),
  key: collectionSettingsSchema.shape.key,
  reliability: z.enum(['A', 'B', 'C', 'D', 'E', 'F']),
  /** The upstream: feeds of equal lineage count as one witness. */
  lineage: z.string().min(1),
  tlp: tlpSchema.default('clear'),
  /** A whole list is fetched: nobody learns what is looked for in it. */
  disclosure: z.enum(['none', 'passive', 'active', 'public']).default('none'),
  confidence: z.number().min(0).max(1),
  severity: severitySchema,
  threatTypes: z.array(z.string()).default([]),
  validForSeconds: z.int().min(3_600).nullable().default(null),
});
export type Feed = z.output<typeof feedSchema>;
export type FeedEntry = z.input<typeof feedSchema>;

/** Whether a command that enables all feeds may enable this one. */
export function isFreeToEnable({ terms, key }: Feed): boolean {
  return terms === 'open' && key === null;
}

import { z } from 'zod';
import { decoration } from '../provider/decoration';

const count = z.int().nonnegative();

const statsSchema = z.object({ malicious: count, suspicious: count, harmless: count, undetected: count });
export type EngineCounts = z.infer<typeof statsSchema>;

/** An object report of version 3, of any of the four kinds asked here; unknown fields are ignored. */
export const reportSchema = z.object({
  data: z.object({
    id: z.string().min(1).max(4_096),
    type: z.enum(['ip_address', 'domain', 'url', 'file']),
    attributes: z.object({
      last_analysis_stats: statsSchema,
      /** Unix seconds; absent while nothing was ever analysed. */
      last_analysis_date: z.int().nonnegative().optional(),
      reputation: decoration(z.number()),
      tags: decoration(z.array(z.string())),
      country: decoration(z.string()),
      asn: decoration(z.int()),
      as_owner: decoration(z.string()),
      meaningful_name: decoration(z.string()),
      type_description: decoration(z.string()),
      first_submission_date: decoration(z.int()),
      popular_threat_classification: decoration(z.object({ suggested_threat_label: z.string() })),
    }),
  }),
});
export type Report = z.infer<typeof reportSchema>;

/** The error by which the source says that it does not know the object. */
export const notFoundSchema = z.object({ error: z.object({ code: z.literal('NotFoundError') }) });

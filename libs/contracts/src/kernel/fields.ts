import { z } from 'zod';

/** ISO 8601 UTC with milliseconds, the only form in which a time leaves. */
export const timestampSchema = z.iso.datetime({ precision: 3 }).meta({ example: '2026-05-23T10:00:00.000Z' });

/** Envelope of identity's answers. */
export function dataEnvelope<T extends z.ZodType>(data: T) {
  return z.object({ data, status: z.literal('success') });
}

/** Envelope of every other service's lists. `count` is exact up to 10,000; beyond, `total_relation` is `gte`. */
export function listEnvelope<T extends z.ZodType>(item: T) {
  return z.object({
    count: z.int().nonnegative(),
    next: z.string().nullable(),
    previous: z.string().nullable(),
    results: z.array(item),
    pagination: z.object({
      limit: z.int(),
      offset: z.int(),
      total: z.int().nonnegative(),
      total_relation: z.literal('gte').optional(),
      next_cursor: z.string().optional(),
    }),
  });
}

/** Page parameters of a list; query values arrive as text. */
export function pageQuery(maxLimit = 500) {
  return {
    limit: z.coerce.number().int().min(1).max(maxLimit).default(20),
    offset: z.coerce.number().int().min(0).max(100_000).default(0),
    cursor: z.string().max(512).optional(),
  };
}

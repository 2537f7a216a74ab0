import { z } from 'zod';

/** Worst first. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export const severitySchema = z.enum(severities);
export type Severity = z.infer<typeof severitySchema>;

/** Share of certainty, 0 to 1. */
export const confidenceSchema = z.number().min(0).max(1);

/** A short label: tag, threat type. No control characters, no comma (lists of them travel as text). */
export const labelSchema = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\p{Cc},]+$/u, 'must not contain control characters or commas');

import { z } from 'zod';
import { timestampSchema } from '../kernel/fields';
import { claimSchema, pluginErrorCodeSchema, reliabilitySchema, signalSchema, verdictSchema } from './vocabulary';

/** One statement of one source about the indicator: the entries that the verdict is made of. */
export const evidenceSchema = z.object({
  claim: claimSchema,
  /** How strongly the source says it, 0–1, by the mapping that each plugin publishes. */
  strength: z.number().min(0).max(1),
  reliability: reliabilitySchema,
  /** Name of the upstream that the statement comes from; equal lineage counts once. */
  lineage: z.string(),
  /** Of an aggregator: the upstreams whose statements it repeats here. What they say themselves is not counted again. */
  members: z.array(z.string()).max(100).optional(),
  /** When the source itself saw it, not when it was asked. */
  observed_at: timestampSchema.nullable(),
  facts: z.array(z.string()),
  /** Machine-readable facts that the verdict policy's rules look at. */
  signals: z.array(signalSchema).default([]),
  reference: z.string().nullable(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** What one plugin answered, as stored and as sent. */
export const pluginResultSchema = z.object({
  plugin: z.string(),
  status: z.enum(['ok', 'not_found', 'error', 'skipped']),
  summary: z.record(z.string(), z.unknown()),
  evidence: z.array(evidenceSchema),
  observed_at: timestampSchema.nullable(),
  from_cache: z.boolean(),
  age_seconds: z.number().nonnegative(),
  duration_ms: z.number().nonnegative(),
  link: z.string().nullable(),
  error: z
    .object({ code: pluginErrorCodeSchema, message: z.string(), retry_after_seconds: z.int().optional() })
    .optional(),
  reason: z.string().optional(),
});
export type PluginResult = z.infer<typeof pluginResultSchema>;

/** One line of the explanation: what the score would lose or gain without this group of evidence. */
export const explanationSchema = z.object({
  kind: z.enum(['evidence', 'rule', 'gap']),
  text: z.string(),
  lineage: z.string().optional(),
  plugins: z.array(z.string()).optional(),
  /** Of a rule: the signal that made it act. */
  signal: signalSchema.optional(),
  /** Score minus the score without this group. */
  delta: z.number().optional(),
});
export type Explanation = z.infer<typeof explanationSchema>;

/** The platform's own conclusion; a pure function of the evidence, the policy version and the time. */
export const assessmentSchema = z.object({
  verdict: verdictSchema,
  score: z.int().min(0).max(100),
  confidence: z.number().min(0).max(1),
  /** Share of the applicable sources, weighted by reliability, that answered. */
  coverage: z.number().min(0).max(1),
  explanation: z.array(explanationSchema),
  policy_version: z.string(),
  /** The time at which the evidence was aged. Judged anew as of this time the figures are the same. */
  as_of: timestampSchema,
});
export type Assessment = z.infer<typeof assessmentSchema>;

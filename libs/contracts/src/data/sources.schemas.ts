import { z } from 'zod';
import { reliabilitySchema, tlpSchema } from '../analysis/vocabulary';
import { timestampSchema } from '../kernel/fields';
import { sourceFormatSchema } from './source-format';
import { confidenceSchema, labelSchema, severitySchema } from './vocabulary';

/** `platform`: everybody reads it, a platform admin changes it. `team`: seen by its team alone. */
const sourceScopes = ['platform', 'team'] as const;
export const sourceScopeSchema = z.enum(sourceScopes);
export type SourceScope = z.infer<typeof sourceScopeSchema>;

/** `snapshot`: a file is the whole truth, what it no longer lists is delisted. `delta`: a file only adds and changes. */
const importModes = ['snapshot', 'delta'] as const;
export const importModeSchema = z.enum(importModes);
export type ImportMode = z.infer<typeof importModeSchema>;

const labels = z.array(labelSchema).max(32);

/** One line of readable text. */
function textSchema(max: number) {
  return z
    .string()
    .trim()
    .max(max)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters');
}

/** Every field that a caller may set, without defaults: the shape of PATCH. */
const settable = {
  name: textSchema(120).min(1),
  description: textSchema(2_000),
  source_type: z.enum(['open_source', 'commercial', 'internal']),
  /** Where the list comes from; information only, nothing is fetched. */
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .nullable(),
  licence: textSchema(120).nullable(),
  /** Name of the upstream the source copies from; sources of equal lineage count as one witness. Default: the name. */
  lineage: textSchema(120).min(1),
  reliability: reliabilitySchema,
  format: sourceFormatSchema,
  mode: importModeSchema,
  /** What a row has that says nothing of its own. */
  default_confidence: confidenceSchema,
  default_severity: severitySchema,
  threat_types: labels,
  tags: labels,
  /** Who may learn of a row that has no marking of its own. */
  tlp: tlpSchema,
  /** Who learns of what is asked for: nobody where a whole list is fetched. */
  disclosure: z.enum(['none', 'passive', 'active', 'public']),
  /** How long a row holds after it was last seen, unless it says so itself; `null`: as long as its type's decay says. */
  valid_for_seconds: z.int().min(3_600).max(315_360_000).nullable(),
  enabled: z.boolean(),
};

export const createSourceBodySchema = z.strictObject({
  ...settable,
  scope: sourceScopeSchema.default('team'),
  description: settable.description.default(''),
  source_type: settable.source_type.default('open_source'),
  url: settable.url.default(null),
  licence: settable.licence.default(null),
  lineage: settable.lineage.optional(),
  reliability: settable.reliability.default('C'),
  format: settable.format.default({ kind: 'lines', comment: '#', value_column: 0 }),
  mode: settable.mode.default('snapshot'),
  default_confidence: settable.default_confidence.default(0.5),
  default_severity: settable.default_severity.default('medium'),
  threat_types: settable.threat_types.default([]),
  tags: settable.tags.default([]),
  tlp: settable.tlp.default('clear'),
  disclosure: settable.disclosure.default('none'),
  valid_for_seconds: settable.valid_for_seconds.default(null),
  enabled: settable.enabled.default(true),
});
export type CreateSourceBody = z.output<typeof createSourceBodySchema>;

export const updateSourceBodySchema = z.strictObject(settable).partial();
export type UpdateSourceBody = z.output<typeof updateSourceBodySchema>;

export const sourceSchema = z.object({
  id: z.uuid(),
  ...settable,
  scope: sourceScopeSchema,
  reliability_score: z.number().min(0).max(1),
  /** End of the last import that succeeded. */
  last_update: timestampSchema.nullable(),
  /** Rows the source lists now. */
  indicators_count: z.int().nonnegative(),
  created_at: timestampSchema,
  updated_at: timestampSchema,
});
export type SourceView = z.input<typeof sourceSchema>;

import { parse } from 'yaml';
import { z } from 'zod';

const id = z.string().regex(/^\d{1,2}\.\d{1,2}\.\d{1,2}$/);
const text = z.string().min(1);

const requirementSchema = z.union([
  z.strictObject({ id, wants: text, tests: z.array(text).min(1) }),
  /** No test shows it, and why. */
  z.strictObject({ id, wants: text, open: text }),
  /** It does not apply, and why. */
  z.strictObject({ id, wants: text, void: text }),
]);

const mappingSchema = z
  .array(z.strictObject({ chapter: text, requirements: z.array(requirementSchema).min(1) }))
  .min(1)
  .refine(hasNoRepetition, 'A requirement is listed twice.');

/** Requirements of OWASP ASVS 5.0 by chapter. Tests are named by their titles, after ` > ` those below a group. */
export type AsvsMapping = z.infer<typeof mappingSchema>;

/** @throws ZodError, YAMLParseError */
export function parseMapping(yaml: string): AsvsMapping {
  return mappingSchema.parse(parse(yaml));
}

function hasNoRepetition(chapters: readonly { readonly requirements: readonly { readonly id: string }[] }[]): boolean {
  const ids = chapters.flatMap(({ requirements }) => requirements.map((requirement) => requirement.id));
  return new Set(ids).size === ids.length;
}

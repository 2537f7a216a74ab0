import { z } from 'zod';

/** Names of the object's fields that are lists once wrappers (optional, default, pipe …) are taken off. */
export function repeatableFields(schema: z.ZodObject): ReadonlySet<string> {
  return new Set(
    Object.entries<z.core.$ZodType>(schema.shape)
      .filter(([, field]) => isList(field))
      .map(([name]) => name),
  );
}

function isList(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodArray) return true;
  if (schema instanceof z.ZodPipe) return isList(schema.in);
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodCatch
  ) {
    return isList(schema.unwrap());
  }
  return false;
}

import { z } from 'zod';

const uuidSchema = z.uuid();

/** Whether a path parameter can be an id at all; anything else is simply not found. */
export function isUuid(value: string): boolean {
  return uuidSchema.safeParse(value).success;
}

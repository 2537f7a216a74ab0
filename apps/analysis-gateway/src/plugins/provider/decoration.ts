import type { z } from 'zod';

/** Decoration: shown when it has the documented form, left out when not. What the verdict rests on is never optional. */
export const decoration = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

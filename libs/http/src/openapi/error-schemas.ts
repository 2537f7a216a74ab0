import { z } from 'zod';

/** The two error bodies and RFC 9457, as they stand in the document. Made by errors/error-body.ts. */
const details = z
  .array(z.object({ field: z.string(), code: z.string(), message: z.string() }))
  .describe('The fields at fault, where fields are at fault.');

export const analysisErrorSchema = z
  .object({ error: z.string().describe('Machine code.'), detail: z.string().describe('One sentence.') })
  .meta({ id: 'AnalysisError' });

export const platformErrorSchema = z
  .object({
    error: z.string().describe('HTTP reason phrase; the machine code is in the header X-Error-Code.'),
    message: z.string(),
    status: z.literal('error'),
    request_id: z.string(),
    details: details.optional(),
  })
  .meta({ id: 'Error' });

export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    request_id: z.string(),
    details: details.optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457, for `Accept: application/problem+json`.' });

import { pluginResultSchema } from '@sentrybox/contracts';
import { z } from 'zod';

/** What a source said and when: an answer or "no record". An error is never one. */
export const keptAnswerSchema = z.object({
  result: pluginResultSchema.extend({ status: z.enum(['ok', 'not_found']) }),
  givenAtMs: z.number(),
  /** Until then it is as good as a new one; afterwards it is given while a new one is fetched. */
  freshUntilMs: z.number(),
});
export type KeptAnswer = z.infer<typeof keptAnswerSchema>;

/** A question whose answer can be kept. */
export interface Question {
  readonly plugin: string;
  readonly version: string;
  readonly type: string;
  readonly value: string;
  /** Whose answer it is: the team's, or everybody's, and under which settings. Without secrets in it. */
  readonly scope: string;
}

import { z } from 'zod';
import { timestampSchema } from './fields';

/**
 * The team of work that the platform does for everybody. It has no members, so nobody acts in it, and no data: inside its
 * transactions only tables that belong to everyone have rows.
 */
export const platformTeamId = '00000000-0000-0000-0000-000000000000';

/** `failed` is a dead letter. */
export const workStateSchema = z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']);
export type WorkState = z.infer<typeof workStateSchema>;

export const codeSchema = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/);

/** What an operator of the platform may know of a team's work. */
export const workViewSchema = z.object({
  id: z.uuid(),
  team_id: z.uuid(),
  kind: z.string(),
  state: workStateSchema,
  /** Since it was accepted, last parked or last tried again by an operator. */
  attempts: z.int().nonnegative(),
  /** Why the last attempt failed. */
  error: codeSchema.nullable(),
  /** Whether it could be tried again once it failed. */
  repeatable: z.boolean(),
  due_at: timestampSchema,
  created_at: timestampSchema,
  finished_at: timestampSchema.nullable(),
});
export type WorkView = z.infer<typeof workViewSchema>;

import { z } from 'zod';
import { signalSchema } from '../analysis/vocabulary';
import { defineAnnouncement, defineAsk } from '../kernel/messages';
import { lookupKeySchema } from './data.messages';

/** A list that a value stands on, and what standing on it means for a verdict. */
export const warninglistMatchSchema = z.object({
  list: z.string(),
  description: z.string(),
  /** The entry that matched: a value, a suffix, a network, a part. */
  entry: z.string(),
  signal: signalSchema.nullable(),
});
export type WarninglistMatch = z.infer<typeof warninglistMatchSchema>;

/** On which lists of well-known values do these stand? Answers in the order asked. */
export const matchWarninglists = defineAsk({
  name: 'data.warninglists.match',
  owner: 'data',
  deadlineMs: 2_000,
  request: z.object({ teamId: z.uuid(), keys: z.array(lookupKeySchema).min(1).max(1_000) }),
  answer: z.object({
    /** What was looked through: a value on none of them is only as unlisted as these lists are complete. */
    listCount: z.int().nonnegative(),
    entryCount: z.int().nonnegative(),
    matches: z.array(z.array(warninglistMatchSchema)),
  }),
});

/** A team's own lists changed. */
export const warninglistsChanged = defineAnnouncement({
  name: 'data.warninglists.changed',
  owner: 'data',
  payload: z.object({ teamId: z.uuid() }),
});

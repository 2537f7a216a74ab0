import type { JobsOptions } from 'bullmq';
import { z } from 'zod';
import { jobKeyPrefix } from '@sentrybox/contracts';
import type { QueueableRow } from '../store/work-rows';

/** Everything that a job in Redis carries. What the work is about stays in PostgreSQL. */
export const jobDataSchema = z.strictObject({ id: z.uuid() });
export type JobData = z.infer<typeof jobDataSchema>;

/** Prefix of BullMQ's keys. */
export const keyPrefix = jobKeyPrefix;

// One id per claim: handing the same row over twice makes one job, and the next claim's job is a new one.
export function jobIdOf({ id, fence }: QueueableRow): string {
  return `work-${id}-${fence}`;
}

// Redis keeps nothing of a job that ended, and retries nothing: rows do.
export const jobOptions: JobsOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true };

import type { z } from 'zod';
import type { AppName } from './apps';

/** A question to another service that exactly one of its replicas answers. Delivered at most once. */
export interface AskDefinition<Request extends z.ZodType = z.ZodType, Answer extends z.ZodType = z.ZodType> {
  /** `owner.noun.verb` */
  readonly name: string;
  readonly owner: AppName;
  readonly request: Request;
  readonly answer: Answer;
  /** Budget for the whole round trip in milliseconds; past it the asker gets `unavailable`. */
  readonly deadlineMs: number;
}

/** A fact that every replica of every listening service hears. Lost for those that are away. */
export interface AnnouncementDefinition<Payload extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly owner: AppName;
  readonly payload: Payload;
}

/** A kind of slow work inside one app; the row it stands for carries the content, the queue carries ids only. */
export interface WorkDefinition {
  /** `app.verb-noun`, also the BullMQ queue name. */
  readonly name: string;
  readonly owner: AppName;
  /** How many of these one worker process runs at once. */
  readonly concurrency: number;
  /** Attempts before the row is dead-lettered. */
  readonly maxAttempts: number;
}

export function defineAsk<Request extends z.ZodType, Answer extends z.ZodType>(
  definition: AskDefinition<Request, Answer>,
): AskDefinition<Request, Answer> {
  return definition;
}

export function defineAnnouncement<Payload extends z.ZodType>(
  definition: AnnouncementDefinition<Payload>,
): AnnouncementDefinition<Payload> {
  return definition;
}

export function defineWork(definition: WorkDefinition): WorkDefinition {
  return definition;
}

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

/**
 * Durable work that one service asks of another. The owner does it as slow work of its own and sends back the outcome; each
 * takes effect once, whatever dies or forgets in between.
 */
export interface CommandDefinition<Request extends z.ZodType = z.ZodType, Outcome extends z.ZodType = z.ZodType> {
  /** `owner.verb-noun`, also the name of the owner's kind of work. */
  readonly name: string;
  readonly owner: AppName;
  /** Who may send it; each of them handles the outcome. */
  readonly callers: readonly AppName[];
  readonly request: Request;
  /** What the work brought when it was done; a failure comes back as an error in its place. */
  readonly outcome: Outcome;
  /** How many of these one worker process of the owner runs at once. */
  readonly concurrency: number;
  /** Attempts before the work is dead-lettered and the caller is told of the failure. */
  readonly maxAttempts: number;
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

export function defineCommand<Request extends z.ZodType, Outcome extends z.ZodType>(
  definition: CommandDefinition<Request, Outcome>,
): CommandDefinition<Request, Outcome> {
  return definition;
}

export function defineWork(definition: WorkDefinition): WorkDefinition {
  return definition;
}

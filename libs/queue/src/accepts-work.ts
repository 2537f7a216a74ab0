import type { WorkDefinition } from '@sentrybox/contracts';

export interface WorkSubmission {
  /** Default: a new UUIDv7. Submitting an id again changes nothing. */
  readonly id?: string;
  readonly teamId: string;
  /** Not before this time. Default: as soon as a worker is free. */
  readonly dueAt?: Date;
}

/** What commands need of durable work. */
export interface AcceptsWork {
  /** Accepts work in the current transaction of the team. @returns the id of the work. */
  submit(definition: WorkDefinition, submission: WorkSubmission): Promise<string>;
}

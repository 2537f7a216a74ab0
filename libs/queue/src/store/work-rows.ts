/** A row that is to become a job in Redis. */
export interface QueueableRow {
  readonly id: string;
  readonly kind: string;
  /** A bigint as PostgreSQL's driver gives it. */
  readonly fence: string;
  readonly traceparent: string | null;
}

/** A row that this process has leased. */
export interface ClaimedRow {
  readonly id: string;
  readonly teamId: string;
  readonly fence: string;
  readonly attempt: number;
  readonly createdAt: Date;
  /** Span that accepted the work, where it was traced. */
  readonly traceparent: string | undefined;
}

/** Names one lease: a claim of a row and no other. */
export interface HeldLease {
  readonly id: string;
  readonly fence: string;
}

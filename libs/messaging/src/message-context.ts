import type { AppName, Principal } from '@sentrybox/contracts';

/** What a handler knows about a message beside its payload; every field was authenticated by the sender's MAC. */
export interface MessageContext {
  /** The service that sent it. */
  readonly caller: AppName;
  /** The user or key for whom the caller acts; absent when it acts for itself. */
  readonly onBehalfOf?: Principal;
  /** Request id of the caller; also the request id of log lines and audit rows written by the handler. */
  readonly correlationId: string;
  readonly messageId: string;
  /** The sender's span, where it is traced. */
  readonly traceparent?: string | undefined;
  /** Milliseconds since an announcement was made, at most, by the clock of Redis; 0 for asks, which have a deadline. */
  ageMs(): number;
  /** Milliseconds until the answer is worthless; 0 when it is already, infinite for announcements. */
  remainingMs(): number;
}

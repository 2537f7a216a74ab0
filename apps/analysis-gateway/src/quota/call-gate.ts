/** Who wants to ask, most urgent first: somebody at a keyboard, a program that waits, nobody in particular. */
export type Urgency = 'person' | 'client' | 'background';

/** At most `limit` calls in any `perSeconds`, which keeps fixed windows of the source as well as rolling ones. */
export interface CallLimit {
  readonly limit: number;
  readonly perSeconds: number;
}

/** One key at one provider: what is limited, and what is healthy or sick. */
export interface Account {
  /** Without secrets in it. */
  readonly id: string;
  readonly limits: readonly CallLimit[];
}

export interface Wish {
  readonly urgency: Urgency;
  /** Comes at a time that the gate named before: is not sent to the end of the line again. */
  readonly hasWaited: boolean;
}

export type RefusalReason = 'quota' | 'limited' | 'sick';

export type Admission =
  | { readonly isAdmitted: true; readonly isProbe: boolean }
  | {
      readonly isAdmitted: false;
      /** The own count is used up; the provider itself asked to wait; the provider failed too often. */
      readonly reason: RefusalReason;
      /** Milliseconds from now after which it is worth coming back. */
      readonly waitMs: number;
    };

/** What a call says about its provider; `unknown` when it was ended for a reason of ours. */
export type CallOutcome =
  | { readonly kind: 'ok' | 'failed' | 'unknown' }
  /** The provider refused because of its quota; undefined: it did not say for how long. */
  | { readonly kind: 'limited'; readonly waitMs: number | undefined };

export interface LimitUse extends CallLimit {
  readonly used: number;
}

export interface AccountState {
  readonly limits: readonly LimitUse[];
  /** Milliseconds for which nobody is admitted; 0 when it is open. */
  readonly waitMs: number;
  readonly reason: RefusalReason | undefined;
}

export const CALL_GATE = Symbol('CALL_GATE');

/** Stands before every call to a provider, for all that share its account. */
export interface CallGate {
  admit(account: Account, wish: Wish): Promise<Admission>;
  settle(account: Account, isProbe: boolean, outcome: CallOutcome): Promise<void>;
  look(account: Account): Promise<AccountState>;
}

/** A window is counted in so many parts; a part leaves the count when all of it is older than the window. */
export const partsPerWindow = 60;
/** Calls of the last 30 s are looked at, in buckets of 10 s. */
export const healthBucketMs = 10_000;
export const healthBuckets = 3;
/** Twenty calls, so that a lost packet or two on a quiet day do not count as an outage. */
export const minCalls = 20;
export const failureShare = 0.5;
/** After so long one call is let through, whose outcome opens the way or closes it for as long again. */
export const closedMs = 30_000;
/** However long a provider asks to wait, it is asked again after this: a figure from outside must not switch it off. */
const maxWaitMs = 3_600_000;

/** What is kept for the more urgent: of 4 calls a minute background work may use 3, of 500 a day 375. */
const keptForUrgent: Readonly<Record<Urgency, number>> = { person: 0, client: 0.1, background: 0.25 };

/** How many calls of a limit those of one urgency may use up; at least one. */
export function shareOf({ limit }: CallLimit, urgency: Urgency): number {
  const kept = limit * keptForUrgent[urgency];
  const reserve = urgency === 'background' ? Math.max(limit > 1 ? 1 : 0, Math.floor(kept)) : Math.floor(kept);
  return Math.max(1, limit - reserve);
}

/** For how long a provider that refused because of its quota is left alone. */
export function restAfter(waitMs: number | undefined): number {
  return Math.min(waitMs === undefined || waitMs === 0 ? closedMs : waitMs, maxWaitMs);
}

import type {
  Account,
  AccountState,
  Admission,
  CallGate,
  CallLimit,
  CallOutcome,
  RefusalReason,
  Wish,
} from './call-gate';
import { closedMs, failureShare, healthBucketMs, healthBuckets, minCalls, restAfter, shareOf } from './call-gate';

interface Call {
  readonly atMs: number;
  readonly hasFailed: boolean;
}

interface Closed {
  readonly untilMs: number;
  readonly why: RefusalReason;
  readonly probeUntilMs: number;
}

interface State {
  /** Times of calls, oldest first, as far back as the longest window. */
  admitted: number[];
  ended: Call[];
  closed: Closed | undefined;
}

/** Accounts that are remembered; beyond, the one that was asked for longest ago is forgotten. */
const maxAccounts = 512;

/** The gate of one process, for as long as it cannot share one with the others. */
export class LocalGate implements CallGate {
  private readonly states = new Map<string, State>();

  constructor(private readonly nowMs: () => number) {}

  admit(account: Account, { urgency }: Wish): Promise<Admission> {
    const now = this.nowMs();
    const state = this.stateOf(account, now);
    const { closed } = state;
    if (closed !== undefined && Math.max(closed.untilMs, closed.probeUntilMs) > now) {
      const waitMs = Math.max(closed.untilMs, closed.probeUntilMs) - now;
      return Promise.resolve({ isAdmitted: false, reason: closed.why, waitMs });
    }
    const freeAtMs = Math.max(0, ...account.limits.map((limit) => freeAt(state, limit, shareOf(limit, urgency), now)));
    if (freeAtMs > now) return Promise.resolve({ isAdmitted: false, reason: 'quota', waitMs: freeAtMs - now });
    state.admitted.push(now);
    if (closed !== undefined) state.closed = { ...closed, probeUntilMs: now + closedMs };
    return Promise.resolve({ isAdmitted: true, isProbe: closed !== undefined });
  }

  settle(account: Account, isProbe: boolean, outcome: CallOutcome): Promise<void> {
    const now = this.nowMs();
    const state = this.stateOf(account, now);
    const close = (why: RefusalReason, ms: number) => {
      state.closed = { untilMs: now + ms, why, probeUntilMs: 0 };
      state.ended = [];
    };
    if (outcome.kind === 'limited') close('limited', restAfter(outcome.waitMs));
    else if (isProbe && outcome.kind === 'failed') close('sick', closedMs);
    else if (isProbe && outcome.kind === 'ok') state.closed = undefined;
    else if (isProbe && state.closed !== undefined) state.closed = { ...state.closed, probeUntilMs: 0 };
    else if (outcome.kind !== 'unknown') {
      const since = now - healthBucketMs * healthBuckets;
      state.ended = [
        ...state.ended.filter(({ atMs }) => atMs > since),
        { atMs: now, hasFailed: outcome.kind === 'failed' },
      ];
      const failures = state.ended.filter(({ hasFailed }) => hasFailed).length;
      if (state.ended.length >= minCalls && failures >= failureShare * state.ended.length) close('sick', closedMs);
    }
    return Promise.resolve();
  }

  look(account: Account): Promise<AccountState> {
    const now = this.nowMs();
    const state = this.stateOf(account, now);
    const waitMs = Math.max(0, (state.closed?.untilMs ?? 0) - now);
    return Promise.resolve({
      limits: account.limits.map((limit) => ({ ...limit, used: within(state, limit, now).length })),
      waitMs,
      reason: waitMs > 0 ? state.closed?.why : undefined,
    });
  }

  private stateOf({ id, limits }: Account, now: number): State {
    const state = this.states.get(id) ?? { admitted: [], ended: [], closed: undefined };
    this.states.delete(id);
    this.states.set(id, state);
    const [oldest] = this.states.keys();
    if (this.states.size > maxAccounts && oldest !== undefined) this.states.delete(oldest);
    const longestMs = Math.max(0, ...limits.map(({ perSeconds }) => perSeconds * 1_000));
    state.admitted = state.admitted.filter((atMs) => atMs > now - longestMs);
    return state;
  }
}

function within({ admitted }: State, { perSeconds }: CallLimit, now: number): number[] {
  return admitted.filter((atMs) => atMs > now - perSeconds * 1_000);
}

/** When there is room for one more; a time that has passed: now. */
function freeAt(state: State, limit: CallLimit, share: number, now: number): number {
  const counted = within(state, limit, now);
  const blocking = counted[counted.length - share];
  return blocking === undefined ? 0 : blocking + limit.perSeconds * 1_000;
}

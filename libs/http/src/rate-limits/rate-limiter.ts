import type { RatePolicy } from './rate-policy';
import type { Demand, Grant, WindowStore } from './sliding-window';

export interface RateDecision {
  readonly policy: RatePolicy;
  readonly isAllowed: boolean;
  /** Requests left after this one. */
  readonly remaining: number;
  readonly resetMs: number;
}

interface Waiting {
  readonly policy: RatePolicy;
  readonly key: string;
  readonly isTaking: boolean;
  readonly settle: (decision: RateDecision) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Counts requests against policies, exactly: of the requests of one key in any window at most the quota is allowed,
 * whatever replica or service they reach. Requests of one turn of the event loop share one round trip to the store.
 */
export class RateLimiter {
  private waiting: Waiting[] = [];

  constructor(private readonly store: WindowStore) {}

  /** Takes one request out of the quota of `subject`; what is refused is not counted. */
  take(policy: RatePolicy, subject: string): Promise<RateDecision> {
    return this.add(policy, subject, true);
  }

  /** What `take` would find, without taking: `isAllowed` says whether a request would be let through. */
  look(policy: RatePolicy, subject: string): Promise<RateDecision> {
    return this.add(policy, subject, false);
  }

  private add(policy: RatePolicy, subject: string, isTaking: boolean): Promise<RateDecision> {
    return new Promise((settle, fail) => {
      this.waiting.push({ policy, key: `${policy.name}:${subject}`, isTaking, settle, fail });
      if (this.waiting.length > 1) return;
      setImmediate(() => {
        const batch = this.waiting;
        this.waiting = [];
        void this.decide(batch);
      });
    });
  }

  private async decide(batch: readonly Waiting[]): Promise<void> {
    const groups = byKey(batch);
    try {
      const grants = await this.store.take(groups.map(demandOf));
      groups.forEach((group, index) => {
        const grant = grants[index];
        if (grant === undefined) throw new Error('The store left a demand without a grant.');
        settleAll(group, grant);
      });
    } catch (error) {
      for (const { fail } of batch) fail(error);
    }
  }
}

function byKey(batch: readonly Waiting[]): readonly (readonly Waiting[])[] {
  const groups = new Map<string, Waiting[]>();
  for (const request of batch) {
    const group = groups.get(request.key);
    if (group === undefined) groups.set(request.key, [request]);
    else group.push(request);
  }
  return [...groups.values()];
}

function demandOf(group: readonly Waiting[]): Demand {
  const [first] = group;
  if (first === undefined) throw new Error('A group has at least one request.');
  const { key, policy } = first;
  const wanted = group.filter(({ isTaking }) => isTaking).length;
  return { key, quota: policy.quota, windowMs: policy.windowMs, wanted };
}

/** First come, first granted. */
function settleAll(group: readonly Waiting[], { granted, used, resetMs }: Grant): void {
  let counted = used - granted;
  let left = granted;
  for (const { policy, isTaking, settle } of group) {
    const isGranted = isTaking && left > 0;
    if (isGranted) {
      left -= 1;
      counted += 1;
    }
    const remaining = Math.max(policy.quota - counted, 0);
    settle({ policy, isAllowed: isTaking ? isGranted : remaining > 0, remaining, resetMs });
  }
}

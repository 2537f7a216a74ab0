import type { LimitUse } from './call-gate';

/** A limit and what is left of it, as the contract shows it. */
export function limitUseView({ limit, perSeconds, used }: LimitUse) {
  return { limit, per_seconds: perSeconds, used, remaining: Math.max(0, limit - used) };
}

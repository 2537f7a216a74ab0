/** What is known of a session when one of its credentials is presented for exchange. */
export interface RotationFacts {
  /** Which generation of credentials was presented. */
  readonly presented: number;
  /** Which one is current. */
  readonly current: number;
  readonly rotatedAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
}

export type RotationDecision =
  /** The current one: make the next generation. */
  | 'rotate'
  /** The one before, just exchanged: an answer got lost or two tabs raced; the same successor is answered. */
  | 'repeat'
  /** An older one: somebody copied it. The session ends. */
  | 'reused'
  /** Over: ended, too old or unused for too long. */
  | 'over';

/** For how long the immediate predecessor is answered with the same successor; the wire contract allows 10 s. */
const graceMs = 10_000;

/** Decides what happens to a presented credential of a session. Pure; the compare-and-swap that follows settles races. */
export function decideRotation(facts: RotationFacts, now: Date, idleMs: number): RotationDecision {
  if (facts.endedAt !== null || now >= facts.expiresAt) return 'over';
  const isPredecessor = facts.presented === facts.current - 1;
  if (isPredecessor && now.getTime() - facts.rotatedAt.getTime() <= graceMs) return 'repeat';
  if (facts.presented !== facts.current) return 'reused';
  return isIdle(facts, now, idleMs) ? 'over' : 'rotate';
}

/** Whether nobody used the session for too long. */
export function isIdle(facts: Pick<RotationFacts, 'rotatedAt' | 'lastUsedAt'>, now: Date, idleMs: number): boolean {
  const lastSignMs = Math.max(facts.rotatedAt.getTime(), facts.lastUsedAt.getTime());
  return now.getTime() - lastSignMs > idleMs;
}

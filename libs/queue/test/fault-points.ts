import { deathOn, wrapMethod } from '@sentrybox/testing';
import { JobQueues } from '../src/redis/job-queues';
import { LeaseStore } from '../src/store/lease-store';

/** Moments in the life of a piece of work at which a process may be killed, in the order in which they come. */
export const faultPoints = [
  'relay.before-redis',
  'relay.after-redis',
  'claim.after',
  'renew.after',
  'effect.before',
  'effect.after',
  'end.in-transaction',
  'end.after-commit',
] as const;
export type FaultPoint = (typeof faultPoints)[number];

/** Where to die, and on which visit (1 is the first). */
export interface Crash {
  readonly point: FaultPoint;
  readonly visit: number;
}

/**
 * Kills this process at one named moment, as a power cut would. The product has no switch for this: the methods behind
 * the moments are wrapped here, in the test's own process.
 */
export class FaultPoints {
  private readonly die: () => Promise<void>;

  constructor(private readonly crash: Crash | undefined) {
    this.die = deathOn(crash?.visit ?? Number.POSITIVE_INFINITY);
    if (crash === undefined) return;
    wrapMethod(JobQueues.prototype, 'add', {
      before: () => this.pass('relay.before-redis'),
      after: () => this.pass('relay.after-redis'),
    });
    // Without an answer nothing was claimed or renewed.
    const withAnswer = (point: FaultPoint) => async (result: unknown) => {
      if (result !== undefined) await this.pass(point);
    };
    wrapMethod(LeaseStore.prototype, 'claim', { after: withAnswer('claim.after') });
    wrapMethod(LeaseStore.prototype, 'renew', { after: withAnswer('renew.after') });
  }

  async pass(point: FaultPoint): Promise<void> {
    if (this.crash?.point === point) await this.die();
  }
}

/** Crashes at every point in turn, each on a visit that follows from the seed (linear congruential, Numerical Recipes). */
export function crashesOf(seed: number, count: number): Crash[] {
  let state = seed >>> 0;
  return Array.from({ length: count }, (_, index) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const point = faultPoints[index % faultPoints.length] ?? 'claim.after';
    // A worker hands over and renews in batches: these moments are few.
    const isRare = point.startsWith('relay') || point.startsWith('renew');
    return { point, visit: 1 + (isRare ? 0 : state % 10) };
  });
}

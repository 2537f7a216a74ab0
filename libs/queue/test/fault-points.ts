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
  private visits = 0;

  constructor(private readonly crash: Crash | undefined) {
    if (crash === undefined) return;
    wrap(
      JobQueues.prototype,
      'add',
      () => this.pass('relay.before-redis'),
      () => this.pass('relay.after-redis'),
    );
    wrap(LeaseStore.prototype, 'claim', undefined, () => this.pass('claim.after'));
    wrap(LeaseStore.prototype, 'renew', undefined, () => this.pass('renew.after'));
  }

  async pass(point: FaultPoint): Promise<void> {
    if (this.crash?.point !== point) return;
    this.visits += 1;
    if (this.visits < this.crash.visit) return;
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => undefined); // the signal takes a moment
  }
}

type Step = (() => Promise<void>) | undefined;

function wrap<T extends object>(prototype: T, name: keyof T & string, before: Step, after: Step): void {
  const original = Reflect.get(prototype, name) as (...values: unknown[]) => Promise<unknown>;
  Reflect.set(prototype, name, async function (this: T, ...values: unknown[]) {
    await before?.();
    const result = await original.apply(this, values);
    if (result !== undefined || name === 'add') await after?.();
    return result;
  });
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

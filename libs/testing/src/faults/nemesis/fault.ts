import type { AppName } from '@sentrybox/contracts';
import { pick, seededRandom } from '../seeded-random';

/** What can be done to a running installation. Whatever dies is started again by the one who started it. */
export type Fault =
  /** kill -9, or SIGTERM as a deployment sends it. */
  | { readonly kind: 'kill' | 'terminate'; readonly target: AppName }
  /** SIGSTOP, and SIGCONT after `forMs`: beyond the lease the process comes back as a zombie. */
  | { readonly kind: 'pause'; readonly target: AppName | 'postgres' | 'redis'; readonly forMs: number }
  /** Immediate shutdown: no checkpoint, recovery from the log. */
  | { readonly kind: 'crash_postgres' }
  /** pg_terminate_backend on every session. */
  | { readonly kind: 'drop_connections' }
  /** kill -9; comes back with what its append-only file held. */
  | { readonly kind: 'crash_redis' }
  /** kill -9, and its files are gone. */
  | { readonly kind: 'empty_redis' }
  /** FLUSHALL. */
  | { readonly kind: 'flush_redis' };

export interface PlannedFault {
  /** Milliseconds after the beginning. */
  readonly atMs: number;
  readonly fault: Fault;
}

export interface PlanOptions {
  readonly seed: number;
  readonly durationMs: number;
  /** Between the beginnings of two faults, on average. */
  readonly everyMs: number;
  readonly faults: readonly Fault[];
}

/**
 * The same faults at the same times for the same seed and options. Every fault comes once, in an order by the seed,
 * before any comes again. Two ends of the same service are at least a minute apart: its supervisor waits longer and
 * longer for what dies again and again, which is not what is looked for here.
 */
export function planFaults({ seed, durationMs, everyMs, faults }: PlanOptions): PlannedFault[] {
  const random = seededRandom(seed);
  const planned: PlannedFault[] = [];
  const endedAt = new Map<string, number>();
  let left: Fault[] = [];
  for (let atMs = everyMs * random(); atMs < durationMs; atMs += everyMs * (0.6 + 0.8 * random())) {
    const isTooSoon = (fault: Fault) => atMs - (endedAt.get(endOf(fault)) ?? -healthyAfterMs) < healthyAfterMs;
    if (left.length === 0) left = [...faults];
    const possible = left.filter((fault) => !isTooSoon(fault));
    if (possible.length === 0) {
      left = [];
      continue;
    }
    const fault = pick(possible, random);
    left = left.filter((other) => other !== fault);
    if (endOf(fault) !== '') endedAt.set(endOf(fault), atMs);
    planned.push({ atMs: Math.round(atMs), fault });
  }
  return planned;
}

/** From then on a service counts as healthy for its supervisor. */
const healthyAfterMs = 61_000;

/** Whose process ends; nothing for faults after which everything lives on or that are brought back at once. */
function endOf(fault: Fault): string {
  return fault.kind === 'kill' || fault.kind === 'terminate' ? fault.target : '';
}

export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
    case 'terminate':
      return `${fault.kind} ${fault.target}`;
    case 'pause':
      return `pause ${fault.target} ${fault.forMs / 1_000} s`;
    default:
      return fault.kind;
  }
}

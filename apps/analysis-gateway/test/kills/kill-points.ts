import { deathOn, pick, seededRandom, wrapMethod } from '@sentrybox/testing';
import { AnalysesRepository } from '../../src/analyses/analyses.repository';
import { ResultsService } from '../../src/analyses/results.service';
import { DisclosureLedger } from '../../src/disclosure';
import { AnalysisChanges } from '../../src/events';
import { ProviderTurns } from '../../src/execution';
import type { Plugin } from '../../src/plugins';
import { isSlow } from '../../src/plugins';

type Side = 'before' | 'after';

/** The side of a method. @param target undefined: a method of every slow plugin */
interface Moment {
  readonly target: object | undefined;
  readonly method: string;
  readonly side: Side;
}

const of = <T extends object>(target: T, side: Side, method: keyof T & string): Moment => ({ target, side, method });
const ofPlugins = (side: Side, method: 'submit' | 'poll'): Moment => ({ target: undefined, side, method });

/** Moments in the life of a slow plugin at which its worker may be killed, in the order in which they come. */
const moments = {
  'turn.taken': of(ProviderTurns.prototype, 'after', 'take'),
  'disclosure.written': of(DisclosureLedger.prototype, 'after', 'record'),
  'mark.uncommitted': of(AnalysesRepository.prototype, 'after', 'beginSubmission'),
  'submit.before': ofPlugins('before', 'submit'),
  'submit.after': ofPlugins('after', 'submit'),
  'ticket.uncommitted': of(AnalysesRepository.prototype, 'after', 'saveTicket'),
  'poll.before': ofPlugins('before', 'poll'),
  'poll.after': ofPlugins('after', 'poll'),
  'result.uncommitted': of(ResultsService.prototype, 'after', 'store'),
  'result.committed': of(AnalysisChanges.prototype, 'before', 'announce'),
} as const;
type KillPoint = keyof typeof moments;
const killPoints = Object.keys(moments) as KillPoint[]; // the keys of the lines above

/** Where to die, and on which visit (1 is the first). */
export interface Death {
  readonly point: KillPoint;
  readonly visit: number;
}

/** Workers share the work: a later visit would come late. */
const visits = 3;

/** The same for the same seed: no point twice before all had their turn, each on one of the first visits. */
export function deathsOf(seed: number, count: number): Death[] {
  const random = seededRandom(seed);
  let left: readonly KillPoint[] = [];
  return Array.from({ length: count }, () => {
    if (left.length === 0) left = killPoints;
    const point = pick(left, random);
    left = left.filter((each) => each !== point);
    return { point, visit: 1 + Math.floor(random() * visits) };
  });
}

/**
 * Kills this process at one named moment, as a power cut would. The product has no switch for this: the methods around
 * the moment are wrapped here, in the test's own process.
 */
export function dieAt({ point, visit }: Death, plugins: readonly Plugin[]): void {
  const { target, method, side } = moments[point];
  const steps = { [side]: deathOn(visit) };
  const targets: readonly object[] = target === undefined ? plugins.filter(isSlow) : [target];
  for (const each of targets) wrapMethod(each as Readonly<Record<string, unknown>>, method, steps);
}

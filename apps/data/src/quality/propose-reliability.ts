import type { Reliability, ReliabilityReason } from '@sentrybox/contracts';

/** What of the figures speaks for or against a source; shares from 0 to 1. */
export interface Signs {
  readonly warninglistShare: number;
  readonly falsePositiveShare: number;
  readonly isStale: boolean;
  /** Rows that a source of another lineage lists too. */
  readonly confirmedShare: number;
}

const letters: readonly Reliability[] = ['A', 'B', 'C', 'D', 'E', 'F'];
/** Figures alone never speak for more: an A is for those whose work is known. */
const best = letters.indexOf('B');

// Of lists that are kept well some rows in ten thousand are on MISP's warninglists (IPsum: none of 120,430 on the built-in
// ones); one in a hundred is a lack of care, one in twenty a list that should block nothing.
const someWarned = 0.01;
const manyWarned = 0.05;
// People mark what hurts them: what they found is a small part of what is wrong.
const someMarked = 0.005;
const manyMarked = 0.02;
const confirmed = 0.3;

/**
 * The letter that the figures speak for, from the one the source has: a step down for each thing that is wrong, two where it
 * is very wrong; a step up, to B at most, where nothing is wrong and others confirm it.
 */
export function proposeReliability(current: Reliability, signs: Signs) {
  const faults: (readonly [ReliabilityReason, number])[] = [
    ['on_warninglists', stepsOf(signs.warninglistShare, someWarned, manyWarned)],
    ['false_positives', stepsOf(signs.falsePositiveShare, someMarked, manyMarked)],
    ['stale', signs.isStale ? 1 : 0],
  ];
  const wrong = faults.filter(([, steps]) => steps > 0);
  const place = letters.indexOf(current);
  if (wrong.length > 0) {
    const down = wrong.reduce((sum, [, steps]) => sum + steps, 0);
    return {
      current,
      proposed: letters[Math.min(place + down, letters.length - 1)] ?? 'F',
      reasons: wrong.map(([reason]) => reason),
    };
  }
  if (signs.confirmedShare >= confirmed && place > best) {
    return { current, proposed: letters[place - 1] ?? current, reasons: ['corroborated' as const] };
  }
  return { current, proposed: current, reasons: [] };
}

function stepsOf(share: number, some: number, many: number): number {
  if (share > many) return 2;
  return share > some ? 1 : 0;
}

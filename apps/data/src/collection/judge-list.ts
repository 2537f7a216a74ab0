import type { holdReasons } from '@sentrybox/contracts';
import type { ReadFacts } from '../imports';
import type { Shape } from './collection';

/** A list that keeps less than this share of its rows is held back (research: peers took empty lists silently). */
const smallestShare = 0.2;
/** Shares of types that have to be as before; below, it is another list. */
const leastAlike = 0.5;
/** From this share of records that cannot be taken on, a list that could be read well before has changed its form. */
const mostRejected = 0.5;
/** Of fewer rows nothing follows: a short list may halve from day to day. */
const fewRows = 20;

export interface HoldReason {
  readonly code: (typeof holdReasons)[number];
  readonly message: string;
}

export function shapeOf({ records, accepted, byType }: ReadFacts): Shape {
  const types = Object.fromEntries([...byType].map(([type, count]) => [type, count / Math.max(1, accepted)]));
  return { types, rejected: records === 0 ? 0 : (records - accepted) / records };
}

/**
 * Whether a complete list should be looked at by a person before it replaces what the source said.
 * @param listed how many rows the source lists now.
 * @param before what its last list looked like, if it is known.
 */
export function judgeList(facts: ReadFacts, listed: number, before: Shape | undefined): HoldReason | undefined {
  if (listed === 0) return undefined;
  if (facts.accepted === 0) return { code: 'turned_empty', message: `The list of ${listed} rows turned empty.` };
  if (listed < fewRows) return undefined;
  if (facts.accepted < listed * smallestShare) {
    return { code: 'shrunk', message: `Of ${listed} rows only ${facts.accepted} are left.` };
  }
  if (before === undefined) return undefined;
  const now = shapeOf(facts);
  if (now.rejected > mostRejected && before.rejected <= mostRejected) {
    return { code: 'shape_changed', message: `${percent(now.rejected)} of the records cannot be read any more.` };
  }
  const alike = Object.entries(now.types).reduce(
    (sum, [type, share]) => sum + Math.min(share, before.types[type] ?? 0),
    0,
  );
  if (alike >= leastAlike) return undefined;
  return { code: 'shape_changed', message: `Only ${percent(alike)} of the list is of the types that it was before.` };
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

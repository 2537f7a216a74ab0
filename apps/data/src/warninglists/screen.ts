import type { Signal } from '@sentrybox/contracts';
import { candidatesOf } from './matching/candidates';
import type { ListIndex } from './matching/list-index';

/** On which lists an arriving value stands, and whether that is reason enough not to take it. */
interface Standing {
  readonly lists: readonly string[];
  readonly isLeftOut: boolean;
}

/** `undefined` for a value on no list. */
export type Screen = (type: string, value: string) => Standing | undefined;

// What is known to be listed wrongly accuses nobody. What many share, or many visit, can be attacked and rented: it is kept,
// and a verdict weighs where it stands.
const leftOut: ReadonlySet<Signal | null> = new Set<Signal>(['known_false_positive', 'non_public', 'test_artifact']);

export function screenOf(indexes: readonly ListIndex[]): Screen {
  return (type, value) => {
    const candidates = candidatesOf(type, value);
    const matches = indexes.flatMap((index) => index.match(candidates));
    if (matches.length === 0) return undefined;
    return { lists: matches.map(({ list }) => list), isLeftOut: matches.some(({ signal }) => leftOut.has(signal)) };
  };
}

import type { Statement } from './statements';

/**
 * What the statements weigh together: 1 − Π(1 − w) over the upstreams they go back to, the strongest of each. So copies of
 * one feed count once, and independent sources that agree strengthen each other.
 *
 * An aggregator's statement is split over the members it repeats, into equal parts that together weigh what the whole
 * does. A part counts only where its member does not say more itself: then the aggregator adds nothing, and hearing a
 * member directly never takes weight away.
 * @param factor what the rules leave of each statement
 */
export function combinedWeight(statements: readonly Statement[], factor = 1): number {
  const strongest = new Map<string, number>();
  for (const { lineage, members, weight } of statements) {
    const upstreams = new Set(members.length === 0 ? [lineage] : members);
    const part = 1 - (1 - weight * factor) ** (1 / upstreams.size);
    for (const upstream of upstreams) strongest.set(upstream, Math.max(strongest.get(upstream) ?? 0, part));
  }
  let remainder = 1;
  // In one order, whatever that of the statements was: the last digits of a product depend on it.
  for (const [, weight] of [...strongest].sort(([a], [b]) => (a < b ? -1 : 1))) remainder *= 1 - weight;
  return 1 - remainder;
}

/** Who calls it malicious, and not only suspicious, with some weight left: upstreams, and aggregators that say more. */
export interface Accusers {
  readonly count: number;
  readonly countOfReliabilityA: number;
}

export function accusersOf(statements: readonly Statement[]): Accusers {
  const accusations = statements.filter(({ claim, weight }) => claim === 'malicious' && weight > 0);
  const direct = new Set(accusations.filter(({ members }) => members.length === 0).map(({ lineage }) => lineage));
  const voices = accusations.filter(({ members }) => members.length === 0 || members.some((each) => !direct.has(each)));
  const lineagesOf = (some: readonly Statement[]) => new Set(some.map(({ lineage }) => lineage)).size;
  return {
    count: lineagesOf(voices),
    countOfReliabilityA: lineagesOf(voices.filter(({ isReliabilityA }) => isReliabilityA)),
  };
}

export interface Reading {
  readonly atMs: number;
  readonly value: number;
}

/**
 * How much a figure grows per minute: the median of the slopes between any two readings (Theil and Sen), which a third of
 * wild ones, as a collection of garbage makes them, do not move. 0 for fewer than two.
 */
export function growthPerMinute(readings: readonly Reading[]): number {
  const slopes = readings
    .flatMap((later, index) =>
      readings
        .slice(0, index)
        .filter(({ atMs }) => atMs < later.atMs)
        .map((earlier) => ((later.value - earlier.value) / (later.atMs - earlier.atMs)) * 60_000),
    )
    .toSorted((a, b) => a - b);
  const middle = Math.floor(slopes.length / 2);
  const upper = slopes[middle] ?? 0;
  return slopes.length % 2 === 1 ? upper : ((slopes[middle - 1] ?? 0) + upper) / 2;
}

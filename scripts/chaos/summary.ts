import type { ChaosReport } from '@sentrybox/testing';

/** The report for people, and whether every promise was kept within its time. */
export function chaosSummary({ violations, faults, counts, quietAfterMs }: ChaosReport): {
  text: string;
  isGood: boolean;
} {
  const slow = faults.filter(({ recoveredMs, limitMs }) => recoveredMs === undefined || recoveredMs > limitMs);
  const seconds = (ms: number | undefined) => (ms === undefined ? 'never' : `${(ms / 1_000).toFixed(1)} s`);
  const slowest = Math.max(0, ...faults.map(({ recoveredMs }) => recoveredMs ?? Number.POSITIVE_INFINITY));
  const lines = [
    `${faults.length} faults; slowest recovery ${seconds(slowest)}; quiet ${seconds(quietAfterMs)} after the last one`,
    ...Object.entries(counts)
      .toSorted()
      .map(([name, count]) => `  ${name}: ${count}`),
    ...slow.map(
      ({ fault, recoveredMs, limitMs }) => `TOO SLOW ${fault}: ${seconds(recoveredMs)} of ${seconds(limitMs)}`,
    ),
    ...violations.map(({ rule, id, detail }) => `BROKEN ${rule} ${id}: ${detail}`),
  ];
  const isGood = violations.length === 0 && slow.length === 0 && quietAfterMs !== undefined;
  return { text: [...lines, isGood ? 'All promises were kept.' : 'Promises were broken.'].join('\n'), isGood };
}

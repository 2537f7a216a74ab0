import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chaosFaults, runChaos } from '@sentrybox/testing';

jest.setTimeout(240_000);

/** A seed of one's own: CHAOS_SEED=1234. */
const seed = Number(process.env['CHAOS_SEED'] ?? 20_261_121);

// Those whose recovery is short enough for every build; `npm run chaos` has them all, for as long as one likes.
const faults = chaosFaults.filter(
  ({ kind, ...rest }) =>
    ['crash_postgres', 'crash_redis', 'empty_redis', 'drop_connections'].includes(kind) ||
    (kind === 'kill' && 'target' in rest && rest.target === 'analysis-gateway'),
);

it(`nothing is lost and nothing happens twice while services, PostgreSQL and Redis die (seed ${seed})`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sentrybox-chaos-'));
  const lines: string[] = [];
  const report = await runChaos({
    ...{ seed, durationMs: 40_000, everyMs: 7_000, faults },
    historyFile: join(folder, 'history.jsonl'),
    log: (line) => lines.push(line),
  });

  expect(report.violations).toEqual([]);
  expect(report.quietAfterMs).toBeDefined();
  // The limits themselves are for a machine of one's own; see docs/operations/chaos.md for what was measured.
  expect(report.faults.filter(({ recoveredMs }) => recoveredMs === undefined)).toEqual([]);
  expect(report.faults.length).toBeGreaterThan(2);
  expect(report.counts['submit ok']).toBeGreaterThan(20);
  rmSync(folder, { recursive: true });
});

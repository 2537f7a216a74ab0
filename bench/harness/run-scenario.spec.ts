import { runScenario } from './run-scenario';
import type { Contestant, Scenario } from './scenario';

const now = new Date('2026-11-21T20:00:00Z');
const never = new AbortController().signal;

function arenaOf(contestants: readonly Contestant[], changes: Partial<Scenario> = {}) {
  const closed = jest.fn(() => Promise.resolve());
  const scenario: Scenario = {
    ...{ name: 'test', title: 'Test', description: '', unit: 's', isHigherBetter: true, rounds: 3 },
    open: () => Promise.resolve({ contestants, close: closed }),
    ...changes,
  };
  return { scenario, closed };
}

/** Gives these values one after the other and writes down its turns. */
function contestant(
  name: string,
  values: number[],
  turns: string[] = [],
  changes: Partial<Contestant> = {},
): Contestant {
  return {
    name,
    isBaseline: name === 'baseline',
    measure: () => {
      turns.push(name);
      return Promise.resolve({ value: values.shift() ?? 0, count: 10, usage: { cpuSeconds: 2, memoryMiB: 5 } });
    },
    ...changes,
  };
}

it('measures in turn after a round that does not count', async () => {
  const turns: string[] = [];
  const { scenario } = arenaOf([
    contestant('baseline', [99, 3, 1, 2], turns),
    contestant('ours', [99, 8, 4, 6], turns),
  ]);
  const { rows } = await runScenario(scenario, now, never);
  expect(turns).toEqual(Array.from({ length: 4 }, () => ['baseline', 'ours']).flat());
  expect(rows).toMatchObject([
    { name: 'baseline', value: { median: 2, min: 1, max: 3 }, ratio: 1 },
    {
      name: 'ours',
      value: { median: 6, min: 4, max: 8 },
      ratio: 3,
      cpuSecondsPerRound: 2,
      cpuMsEach: 200,
      memoryMiB: 5,
    },
  ]);
});

it('judges what a requirement asks of the ratio and of details', async () => {
  const value = (p99: number) => () =>
    Promise.resolve({ value: 40, details: { p99_ms: p99 }, usage: { cpuSeconds: 1, memoryMiB: 1 } });
  const { scenario } = arenaOf(
    [
      contestant('baseline', [100]),
      contestant('ours', [], [], { leastRatio: 0.5, detailLimits: { p99_ms: 40 }, measure: value(30) }),
      contestant('theirs', [], [], { leastRatio: 0.4, detailLimits: { p99_ms: 20 }, measure: value(30) }),
    ],
    { rounds: 1, hasWarmUp: false, isHigherBetter: true },
  );
  const { rows } = await runScenario(scenario, now, never);
  expect(rows[1]).toMatchObject({
    leastRatio: { value: 0.5, isMet: false },
    detailLimits: { p99_ms: { value: 40, isMet: true } },
  });
  expect(rows[2]).toMatchObject({
    leastRatio: { value: 0.4, isMet: true },
    detailLimits: { p99_ms: { value: 20, isMet: false } },
  });
});

it('has a ratio above 1 for the better one where less is better, and judges limits so', async () => {
  const { scenario } = arenaOf([contestant('baseline', [4]), contestant('ours', [2], [], { limit: 1 })], {
    ...{ isHigherBetter: false, rounds: 1, hasWarmUp: false },
  });
  const { rows } = await runScenario(scenario, now, never);
  expect(rows[1]).toMatchObject({ ratio: 2, limit: { value: 1, isMet: false } });
});

it('closes the arena when a contestant fails, and passes its error on', async () => {
  const failing = contestant('baseline', [], [], { measure: () => Promise.reject(new Error('broken')) });
  const { scenario, closed } = arenaOf([failing]);
  await expect(runScenario(scenario, now, never)).rejects.toThrow('broken');
  expect(closed).toHaveBeenCalledTimes(1);
});

it('closes the arena when it is interrupted while a contestant hangs', async () => {
  const interruption = new AbortController();
  const hanging = contestant('baseline', [], [], {
    measure: () => {
      interruption.abort(new Error('enough'));
      return new Promise(() => undefined);
    },
  });
  const { scenario, closed } = arenaOf([hanging]);
  await expect(runScenario(scenario, now, interruption.signal)).rejects.toThrow('enough');
  expect(closed).toHaveBeenCalledTimes(1);
});

it('insists on exactly one baseline', async () => {
  const { scenario } = arenaOf([contestant('ours', [1])]);
  await expect(runScenario(scenario, now, never)).rejects.toThrow('exactly one baseline');
});

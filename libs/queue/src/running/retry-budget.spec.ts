import { RetryBudget } from './retry-budget';

function budget(floor = 5): { readonly it: RetryBudget; pass(ms: number): void } {
  let now = 1_000;
  return {
    it: new RetryBudget(60_000, floor, () => now),
    pass: (ms) => {
      now += ms;
    },
  };
}

function taken(it: RetryBudget, kind: string, attempts: number): number {
  return Array.from({ length: attempts }, () => it.take(kind)).filter(Boolean).length;
}

describe('RetryBudget', () => {
  it('gives a tenth of the first attempts', () => {
    const { it } = budget();
    for (let n = 0; n < 1_000; n += 1) it.firstAttempt('a');
    expect(taken(it, 'a', 1_000)).toBe(100);
  });

  it('gives the floor to work that is rare', () => {
    const { it } = budget();
    it.firstAttempt('a');
    expect(taken(it, 'a', 100)).toBe(5);
  });

  it('is one per kind of work', () => {
    const { it } = budget();
    expect([taken(it, 'a', 10), taken(it, 'b', 10)]).toEqual([5, 5]);
  });

  it('forgets what is older than the window, slice by slice', () => {
    const { it, pass } = budget();
    expect(taken(it, 'a', 10)).toBe(5);
    pass(59_000);
    expect(taken(it, 'a', 10)).toBe(0);
    pass(12_000);
    expect(taken(it, 'a', 10)).toBe(5);
  });
});

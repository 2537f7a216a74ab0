import fc from 'fast-check';
import { retryDelayMs } from './backoff';

const times = { baseMs: 1_000, capMs: 300_000 };

describe('retryDelayMs', () => {
  it('lies anywhere below a bound that doubles up to the cap', () => {
    const almostOne = (): number => 1 - Number.EPSILON;
    expect([1, 2, 3, 9, 10, 1_000].map((attempt) => retryDelayMs(attempt, times, 0, almostOne))).toEqual([
      999, 1_999, 3_999, 255_999, 299_999, 299_999,
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, r) => {
        const delay = retryDelayMs(attempt, times, 0, () => r);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThan(Math.min(300_000, 1_000 * 2 ** (attempt - 1)));
      }),
    );
  });

  it('is never shorter than the upstream asked for', () => {
    expect(retryDelayMs(1, times, 60, () => 0)).toBe(60_000);
  });
});

import { growthPerMinute } from './trend';

const every = (seconds: number, valueAt: (index: number) => number) =>
  Array.from({ length: 60 }, (_, index) => ({ atMs: index * seconds * 1_000, value: valueAt(index) }));

it('is the growth per minute of what grows, and 0 of what does not', () => {
  expect(growthPerMinute(every(5, (index) => 100 + index))).toBeCloseTo(12);
  expect(growthPerMinute(every(60, (index) => 100 - 2 * index))).toBeCloseTo(-2);
  expect(growthPerMinute(every(5, () => 7))).toBe(0);
  expect(growthPerMinute([])).toBe(0);
});

it('is not moved by a saw, and not hidden by one', () => {
  const saw = (index: number) => 20 * (index % 6);
  expect(Math.abs(growthPerMinute(every(5, saw)))).toBeLessThan(3);
  expect(growthPerMinute(every(5, (index) => saw(index) + index))).toBeGreaterThan(9);
});

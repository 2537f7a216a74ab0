import { percentile, spreadOf } from './statistics';

describe('spreadOf', () => {
  it('takes the middle run as the median, in whatever order the runs came', () => {
    expect(spreadOf([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9 });
  });

  it('compares as numbers, not as text', () => {
    expect(spreadOf([100, 20, 3])).toEqual({ median: 20, min: 3, max: 100 });
  });

  it('refuses to make a figure of nothing', () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });
});

describe('percentile', () => {
  const oneToHundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it.each([
    [0, 1],
    [0.5, 51],
    [0.99, 100],
    [1, 100],
  ])('at %p of 1 to 100 is %p', (share, expected) => {
    expect(percentile(oneToHundred, share)).toBe(expected);
  });

  it('of one sample is that sample, of none is not a number', () => {
    expect(percentile([7], 0.5)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it('leaves its samples as they are', () => {
    const samples = [3, 1, 2];
    percentile(samples, 0.5);
    expect(samples).toEqual([3, 1, 2]);
  });
});

import { parseRetryAfter } from './retry-after';

const now = new Date('2026-05-23T10:00:00.500Z');

describe('parseRetryAfter', () => {
  it.each<[string | undefined, number | undefined]>([
    ['0', 0],
    ['120', 120],
    [' 7 ', 7],
    ['999999999', 86_400],
    ['Sat, 23 May 2026 10:00:30 GMT', 30],
    ['Saturday, 23-May-26 10:01:00 GMT', 60],
    ['Sat, 23 May 2020 10:00:30 GMT', 0],
    ['Sat, 23 May 2126 10:00:30 GMT', 86_400],
    ['-5', undefined],
    ['5.5', undefined],
    ['soon', undefined],
    ['Sat, not a date', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s means %s seconds', (header, seconds) => {
    expect(parseRetryAfter(header, now)).toBe(seconds);
  });
});

import { RecentIds } from './recent-ids';

describe('RecentIds', () => {
  it('knows an id until it expires, and then forgets it', () => {
    const recent = new RecentIds();
    expect(recent.add('a', 100, 0)).toBe(true);
    expect(recent.add('a', 100, 99)).toBe(false);
    expect(recent.add('b', 150, 99)).toBe(true);
    expect(recent.add('a', 200, 100)).toBe(true);
    expect(recent.add('b', 200, 100)).toBe(false);
  });
});

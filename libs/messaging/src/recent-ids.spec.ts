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

  it('knows exactly those of the last five seconds while a hundred thousand come and go', () => {
    const recent = new RecentIds();
    const lifeMs = 5_000;
    const wrong: string[] = [];
    for (let nowMs = 0; nowMs < 100_000; nowMs += 1) {
      if (!recent.add(`id ${nowMs}`, nowMs + lifeMs, nowMs)) wrong.push(`${nowMs} was new`);
      const old = nowMs - lifeMs + 1;
      if (old >= 0 && recent.add(`id ${old}`, Infinity, nowMs)) wrong.push(`${old} was still known`);
    }
    expect(wrong).toEqual([]);
    expect(recent.add('id 95000', Infinity, 100_000)).toBe(true);
    expect(recent.add('id 95001', Infinity, 100_000)).toBe(false);
  });
});

import { RedisClock } from './redis-clock';
import { RedisNames } from './redis-names';

describe('RedisClock', () => {
  it('bounds the time by the round trip in which the sample was taken', () => {
    let monotonic = 1_000;
    const clock = new RedisClock(() => monotonic);
    expect(clock.earliestMs()).toBeUndefined();
    expect(clock.sampleAgeMs).toBe(Infinity);
    monotonic = 1_010; // sent at 1,000, read at 1,010
    clock.observe([1_800_000_000, 500_000], 1_000);
    expect([clock.earliestMs(), clock.latestMs()]).toEqual([1_800_000_000_500, 1_800_000_000_510]);
    monotonic = 3_010;
    expect([clock.earliestMs(), clock.latestMs()]).toEqual([1_800_000_002_500, 1_800_000_002_510]);
    expect(clock.sampleAgeMs).toBe(2_000);
  });

  it('follows a clock of Redis that was set back', () => {
    const clock = new RedisClock(() => 0);
    clock.observe([1_800_000_000, 0], 0);
    clock.observe([1_700_000_000, 0], 0);
    expect(clock.latestMs()).toBe(1_700_000_000_000);
  });
});

describe('RedisNames', () => {
  it.each([
    ['redis://localhost:6379', 'sb0:'],
    ['redis://:secret@localhost:6379/', 'sb0:'],
    ['rediss://user:secret@redis.example:6380/7', 'sb7:'],
  ])('of %s begin with %s', (url, prefix) => {
    const names = new RedisNames(url);
    const all = [names.asks('data'), names.taken('data'), names.answers('data', 'x'), names.announcement('a.b.c')];
    expect(all.every((name) => name.startsWith(prefix))).toBe(true);
    expect(new Set(all).size).toBe(4);
  });
});

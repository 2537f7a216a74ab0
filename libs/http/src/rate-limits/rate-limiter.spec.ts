import { parseList } from 'structured-headers';
import { clientSubject } from './client-subject';
import { LocalWindows } from './local-windows';
import { rateLimitHeaders } from './rate-limit-headers';
import { RateLimiter } from './rate-limiter';
import type { RatePolicy } from './rate-policy';
import { SharedWindows } from './shared-windows';
import type { Demand, WindowStore } from './sliding-window';

const policy: RatePolicy = { name: 'api_key', quota: 3, windowMs: 3_600_000 };

describe('rate limiter', () => {
  it('asks the store once for all requests of a turn and grants in the order of arrival', async () => {
    const local = new LocalWindows({ monotonicMs: () => 0 });
    const asked: (readonly Demand[])[] = [];
    const store: WindowStore = {
      take: (demands) => {
        asked.push(demands);
        return local.take(demands);
      },
    };
    const limiter = new RateLimiter(store);
    const decisions = await Promise.all([
      ...['a', 'a', 'b', 'a', 'a'].map((subject) => limiter.take(policy, subject)),
      limiter.look(policy, 'a'),
    ]);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toHaveLength(2);
    expect(decisions.map(({ isAllowed, remaining }) => [isAllowed, remaining])).toEqual([
      [true, 2],
      [true, 1],
      [true, 2],
      [true, 0],
      [false, 0],
      [false, 0],
    ]);
  });

  it('fails the requests of a turn when the store fails', async () => {
    const limiter = new RateLimiter({ take: () => Promise.reject(new Error('away')) });
    await expect(limiter.take(policy, 'a')).rejects.toThrow('away');
  });

  it('A15 counts locally while the shared store is away, and shares again once it is back', async () => {
    let isAway = true;
    const shared = { take: jest.fn(() => Promise.reject(new Error('away'))) };
    const changes: boolean[] = [];
    let probed = (): void => undefined;
    const hasProbed = new Promise<void>((resolve) => (probed = resolve));
    const windows = new SharedWindows({
      shared,
      local: new LocalWindows({ monotonicMs: () => 0 }),
      probe: () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve()),
      probeEveryMs: 1,
      onChange: (isShared) => {
        changes.push(isShared);
        if (isShared) probed();
      },
    });
    const demand = { key: 'a', quota: 2, windowMs: 60_000, wanted: 1 };
    const granted = [];
    for (let i = 0; i < 4; i += 1) granted.push((await windows.take([demand]))[0]?.granted);
    expect(granted).toEqual([1, 1, 0, 0]);
    expect(shared.take).toHaveBeenCalledTimes(1); // one request waits for the failure, not each
    isAway = false;
    await hasProbed;
    await windows.take([demand]);
    windows.close();
    expect(changes).toEqual([false, true, false]);
    expect(shared.take).toHaveBeenCalledTimes(2);
  });

  it('A14 writes headers that a structured-field parser reads', () => {
    const decision = { policy, isAllowed: false, remaining: 0, resetMs: 59_001 };
    const headers = rateLimitHeaders(decision, new Date('2026-01-01T00:00:00.500Z'));
    const [[name, parameters] = []] = parseList(headers['ratelimit-policy'] ?? '');
    expect([name, Object.fromEntries(parameters ?? [])]).toEqual(['api_key', { q: 3, w: 3_600 }]);
    const [[limited, left] = []] = parseList(headers['ratelimit'] ?? '');
    expect([limited, Object.fromEntries(left ?? [])]).toEqual(['api_key', { r: 0, t: 60 }]);
    expect(headers).toMatchObject({ 'x-ratelimit-limit': '3', 'x-ratelimit-remaining': '0' });
    expect(headers['x-ratelimit-reset']).toBe(String(Date.parse('2026-01-01T00:01:00Z') / 1_000));
  });
});

describe('clients', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
    ['', 'unknown'],
    ['not an address', 'unknown'],
  ])('A13 %s is counted as %s', (address, subject) => {
    expect(clientSubject(address)).toBe(subject);
  });
});

import fc from 'fast-check';
import { LocalWindows } from './local-windows';

const windowMs = 60_000;

async function takeAt(times: readonly number[], quota: number): Promise<number[]> {
  let now = 0;
  const windows = new LocalWindows({ monotonicMs: () => now });
  const granted: number[] = [];
  for (const time of times) {
    now = time;
    const [grant] = await windows.take([{ key: 'a', quota, windowMs, wanted: 1 }]);
    if (grant?.granted === 1) granted.push(time);
  }
  return granted;
}

describe('windows of one process', () => {
  it('A13 no window, wherever it begins, ever holds more than the quota', async () => {
    const steps = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 8 }), async (waits, quota) => {
        let now = 0;
        const granted = await takeAt(
          waits.map((wait) => (now += wait)),
          quota,
        );
        for (const begin of granted) {
          const inWindow = granted.filter((time) => time >= begin && time < begin + windowMs);
          expect(inWindow.length).toBeLessThanOrEqual(quota);
        }
      }),
    );
  });

  it('A14 lets a request through when the time that it told has passed', async () => {
    let now = 12_345;
    const windows = new LocalWindows({ monotonicMs: () => now });
    const demand = { key: 'a', quota: 2, windowMs, wanted: 1 };
    await windows.take([demand, demand]);
    const [refused] = await windows.take([demand]);
    expect(refused?.granted).toBe(0);
    now += (refused?.resetMs ?? 0) - 1;
    expect(await windows.take([demand])).toMatchObject([{ granted: 0, resetMs: 1 }]);
    now += 1;
    expect(await windows.take([demand])).toMatchObject([{ granted: 1, used: 1 }]);
  });

  it('counts keys apart and looks without taking', async () => {
    const windows = new LocalWindows({ monotonicMs: () => 0 });
    const demand = { quota: 1, windowMs, wanted: 1 };
    const grants = await windows.take([
      { ...demand, key: 'a', wanted: 0 },
      { ...demand, key: 'a' },
      { ...demand, key: 'a' },
      { ...demand, key: 'b' },
    ]);
    expect(grants.map(({ granted, used }) => [granted, used])).toEqual([
      [0, 0],
      [1, 1],
      [0, 1],
      [1, 1],
    ]);
  });

  it('forgets the key counted longest ago beyond 100,000', async () => {
    const windows = new LocalWindows({ monotonicMs: () => 0 });
    const demand = { quota: 1, windowMs, wanted: 1 };
    const keys = Array.from({ length: 100_001 }, (_, index) => ({ ...demand, key: String(index) }));
    await windows.take(keys);
    expect(await windows.take([{ ...demand, key: '100000' }])).toMatchObject([{ granted: 0 }]);
    expect(await windows.take([{ ...demand, key: '0' }])).toMatchObject([{ granted: 1 }]);
  });
});

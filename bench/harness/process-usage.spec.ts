import { cpuSeconds, parseStat, pssMiB, withDescendants } from './process-usage';

const onLinux = process.platform === 'linux' ? it : it.skip;

it('reads parent and CPU time of a process whose name holds blanks and parentheses', () => {
  const stat = '42 (a) b (c) S 7 42 42 0 -1 4194304 100 200 0 0 150 50 25 75 20 0 11 0 100 1000 10';
  expect(parseStat(stat)).toEqual({ parent: 7, cpuSeconds: 3 });
});

it('finds children of children in whatever order they are listed, and nobody else', () => {
  const parentOf = new Map([
    [40, 30],
    [30, 20],
    [20, 10],
    [50, 1],
  ]);
  expect(withDescendants([10], parentOf).sort()).toEqual([10, 20, 30, 40]);
});

it('counts a process once that is below another of the roots', () => {
  expect(withDescendants([10, 20], new Map([[20, 10]])).sort()).toEqual([10, 20]);
});

onLinux('measures this process, and nothing where there is none (needs /proc of Linux)', () => {
  expect(pssMiB([process.pid])).toBeGreaterThan(10);
  expect(cpuSeconds([process.pid])).toBeGreaterThan(0);
  expect([pssMiB([2 ** 30]), cpuSeconds([2 ** 30])]).toEqual([0, 0]);
});

import { benchmarkPage } from './markdown';
import type { Report, Row } from './report';

const row = (changes: Partial<Row>): Row => ({
  name: 'ours',
  isBaseline: false,
  value: { median: 1_234.5, min: 900, max: 2_000 },
  ratio: 0.256,
  details: {},
  cpuSecondsPerRound: 1.5,
  memoryMiB: 80.25,
  ...changes,
});

const report = (changes: Partial<Report>): Report => ({
  scenario: 'request',
  title: 'Request',
  description: 'What is done.',
  unit: 'requests/s',
  isHigherBetter: true,
  rounds: 3,
  hasWarmUp: true,
  measuredAt: '2026-11-21T20:00:00.000Z',
  machine: { cpu: 'CPU', cores: 2, memoryGiB: 24, platform: 'linux 6', node: 'v20.20.2', loadBefore: 0.1 },
  rows: [row({ name: 'bare', isBaseline: true, ratio: 1 }), row({})],
  ...changes,
});

/** Without the padding of the columns. */
const tableOf = (page: string) =>
  page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.replace(/ +/g, ' ').replace(/-{3,}/g, '---'));

it('has a row per contestant with median, spread, CPU, memory and the ratio', () => {
  expect(tableOf(benchmarkPage([report({})]))).toEqual([
    '| | value (requests/s) | CPU s | memory MiB | against baseline |',
    '| --- | --- | --- | --- | --- |',
    '| bare (baseline) | 1,235 (900–2,000) | 1.5 | 80.3 | 1 |',
    '| ours | 1,235 (900–2,000) | 1.5 | 80.3 | 0.256 |',
  ]);
});

it('has a column for every detail, empty where a row lacks it', () => {
  const details = { p99_ms: { median: 12.345, min: 1, max: 20 } };
  const [head, , bare, ours] = tableOf(
    benchmarkPage([report({ rows: [row({ isBaseline: true }), row({ details })] })]),
  );
  expect(head).toBe('| | value (requests/s) | p99_ms | CPU s | memory MiB | against baseline |');
  expect(bare).toContain('(900–2,000) | | 1.5 |');
  expect(ours).toContain('(900–2,000) | 12.3 | 1.5 |');
});

it('shows the CPU of one request where every row counted its requests', () => {
  const rows = [row({ isBaseline: true, cpuMsEach: 0.021 }), row({ cpuMsEach: 0.4 })];
  const [head, , , ours] = tableOf(benchmarkPage([report({ rows })]));
  expect(head).toContain('| CPU ms each |');
  expect(ours).toContain('| 0.4 |');
});

it.each([
  [true, 'Met with 14.2'],
  [false, '**Missed** with 14.2'],
])('says whether a requirement is kept (%p)', (isMet, expected) => {
  const value = { median: 14.2, min: 14, max: 15 };
  const rows = [row({ isBaseline: true }), row({ value, limit: { value: 15, isMet } })];
  const page = benchmarkPage([report({ rows, unit: 's', isHigherBetter: false })]);
  expect(page).toContain(`Required of ours: at most 15 s. ${expected}.`);
});

it('says what was required of the ratio and of a detail', () => {
  const details = { p99_ms: { median: 52, min: 50, max: 60 } };
  const leastRatio = { value: 0.2, isMet: true };
  const ours = row({ details, leastRatio, detailLimits: { p99_ms: { value: 40, isMet: false } } });
  const page = benchmarkPage([report({ rows: [row({ isBaseline: true }), ours] })]);
  expect(page).toContain('Required of ours: at least 0.2 of the baseline. Met with 0.256.');
  expect(page).toContain('Required of ours: p99_ms at most 40. **Missed** with 52.');
});

it('says when other work disturbed the run', () => {
  const busy = report({ machine: { ...report({}).machine, loadBefore: 11.2 } });
  expect(benchmarkPage([busy])).toContain('**The machine was busy with other work** (load 11.2 before the start)');
  expect(benchmarkPage([report({})])).not.toContain('busy');
});

it('pads its columns to one width, as the format check of the project wants it', () => {
  const page = benchmarkPage([report({ rows: [row({ isBaseline: true }), row({ name: 'a much longer name' })] })]);
  const lines = page.split('\n').filter((line) => line.startsWith('|'));
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
});

it('names date, machine and rounds', () => {
  expect(benchmarkPage([report({})])).toContain(
    '3 rounds after one to warm up on 2026-11-21: CPU, 2 cores, 24 GiB, linux 6, Node v20.20.2. Load before the start: 0.1.',
  );
});

it('ends with one newline and no blank line, with reports and without', () => {
  for (const page of [benchmarkPage([]), benchmarkPage([report({})])]) expect(page).toMatch(/[^\n]\n$/);
});

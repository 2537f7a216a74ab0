import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../launcher/state-folder';
import { benchResults } from './bench-results';
import { sizePage } from './size-page';

const page = readFileSync(join(projectRoot, 'docs/operations/size.md'), 'utf8');
const results = benchResults(join(projectRoot, 'bench/results'));

it('fills every figure of the table from a stored result, and leaves the rest of the page alone', () => {
  const filled = sizePage(page, results);

  expect(filled).not.toMatch(/[{}]|NaN|undefined/);
  expect(sizePage(filled, results)).toBe(filled);
  expect(filled.startsWith(page.slice(0, page.indexOf('<!-- What follows')))).toBe(true);
  expect(filled.endsWith(page.slice(page.indexOf('<!-- End of')))).toBe(true);
});

it('names the figures that no result has', () => {
  const others = results.filter(({ scenario }) => scenario !== 'ioc');

  expect(() => sizePage(page, others)).toThrow('ioc / sentrybox');
});

it('refuses a page without a place for the table', () => {
  expect(() => sizePage('# How large', results)).toThrow('no place');
});

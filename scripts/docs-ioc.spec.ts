import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iocPage } from './docs-ioc';

/** Prettier pads tables; what counts is the text. */
function squeezed(text: string): string {
  return text
    .replaceAll(/ *\| */gu, '|')
    .replaceAll(/-{2,}/gu, '--')
    .replaceAll(/\s+/gu, ' ');
}

describe('the reference page of indicators', () => {
  it('is what the library says', () => {
    const page = readFileSync(join(__dirname, '../docs/reference/ioc.md'), 'utf8');
    expect(squeezed(page)).toBe(squeezed(iocPage()));
  });
});

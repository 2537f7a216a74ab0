import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iocPage } from './docs-ioc';

/** Prettier pads cells and draws rulers; what counts is the text. */
function words(text: string): string[] {
  return text.split(/[\s|-]/u).filter((word) => word !== '');
}

describe('the reference page of indicators', () => {
  it('is what the library says', () => {
    const page = readFileSync(join(__dirname, '../docs/reference/ioc.md'), 'utf8');
    expect(words(page)).toEqual(words(iocPage()));
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extract } from '../../src/index';
import type { Hit } from '../../src/index';
import { Score } from './score';

/**
 * Reports, mails and logs as they are published, written for this test: each `.txt` has a `.hits` beside it with every
 * indicator that a careful reader would take from it, one "type value" a line.
 */
const folder = join(__dirname, 'reports');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.slice(0, -'.txt'.length));

/** A rule is the text itself, which the list does not repeat. */
const shown = ({ type, value }: Hit): string => `${type} ${type === 'yara_rule' ? '*' : value}`;

const read = (name: string, extension: string): string => readFileSync(join(folder, `${name}.${extension}`), 'utf8');

const score = new Score();

describe('published reports', () => {
  it.each(names)('%s: every indicator, and nothing else', (name) => {
    const expected = new Set(read(name, 'hits').match(/.+/gu));
    const found = new Set(extract(read(name, 'txt')).map(shown));
    score.add(name, expected, found);
    expect([...found].sort()).toEqual([...expected].sort());
  });

  it('has at least 0.98 recall and 0.99 precision for each type', () => {
    for (const { type, recall, precision } of score.byType()) {
      expect({ type, recall: recall >= 0.98, precision: precision >= 0.99, missed: score.mistakes(type) }).toEqual({
        type,
        recall: true,
        precision: true,
        missed: [],
      });
    }
  });

  it('has a hundred and thirty texts and more than a thousand indicators', () => {
    expect(names.length).toBeGreaterThanOrEqual(130);
    expect(score.byType().reduce((sum, { expected }) => sum + expected, 0)).toBeGreaterThan(1_000);
  });
});

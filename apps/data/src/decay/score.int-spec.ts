import { INDICATOR_TYPES } from '@sentrybox/ioc';
import { testDatabase } from '@sentrybox/testing';
import type { TestDatabase } from '@sentrybox/testing';
import { scoreOf } from './score';
import type { Weighed } from './score';
import { scoreSql } from './score.sql';

let test: TestDatabase;

beforeAll(async () => {
  test = await testDatabase([]);
});
afterAll(() => test.drop());

const at = new Date('2026-05-01T00:00:00Z');
const reliabilities = ['A', 'B', 'C', 'D', 'E', 'F'] as const;

/** Evidence of any age and weight, the same each time. */
function evidenceOf(seed: number): Weighed[] {
  return Array.from({ length: seed % 5 }, (_, n) => ({
    reliability: reliabilities[(seed + n) % 6] ?? 'A',
    lineage: `lineage ${(seed * n) % 3}`,
    confidence: ((seed * 7 + n * 13) % 101) / 100,
    lastSeenAt: new Date(at.getTime() - (((seed * 37 + n * 101) % 600) - 5) * 86_400_000),
  }));
}

it.each(INDICATOR_TYPES.map((type, index) => [type, index] as const))(
  'the score of %s is the same in SQL and here',
  async (type, index) => {
    for (let round = 0; round < 5; round += 1) {
      const evidence = evidenceOf(index * 5 + round);
      const [row] = await test.query<{ score: number }>(
        `WITH said AS (SELECT * FROM json_to_recordset($1) AS e(reliability text, lineage text, confidence float8,
           last_seen_at timestamptz))
         SELECT ${scoreSql('said', '$2::text', '$3::timestamptz')} AS score`,
        [JSON.stringify(evidence.map(({ lastSeenAt, ...rest }) => ({ ...rest, last_seen_at: lastSeenAt }))), type, at],
      );
      expect(row?.score).toBeCloseTo(scoreOf(type, evidence, at), 9);
    }
  },
);

import fc from 'fast-check';
import { decayModelOf, remaining } from './decay-model';
import type { DecayModel } from './decay-model';
import { scoreOf } from './score';
import type { Weighed } from './score';

const dayMs = 86_400_000;

/** Days after which `from` has fallen to `to`: the polynomial solved for its time. */
function daysUntil({ lifetimeDays, speed }: DecayModel, from: number, to: number): number {
  return lifetimeDays * (1 - to / from) ** speed;
}

describe('decay', () => {
  // MISP's default models (NIDS simple decaying model; phishing model), misp-decaying-models.
  it.each([
    [
      'NIDS',
      { lifetimeDays: 120, speed: 2 },
      80,
      [
        [0, 80],
        [30, 40],
        [67.5, 20],
        [120, 0],
        [500, 0],
      ],
    ],
    [
      'phishing',
      { lifetimeDays: 3, speed: 2.3 },
      80,
      [
        [0, 80],
        [0.1236, 60],
        [0.6091, 40],
        [1.548, 20],
        [3, 0],
      ],
    ],
  ] as const)('follows the polynomial of MISP: %s', (_name, model, base, points) => {
    for (const [days, score] of points) expect(base * remaining(model, days * dayMs)).toBeCloseTo(score, 1);
  });

  // Days on which OpenCTI's built-in rules revoke (score 20) and react (80, 50) from a score of 100.
  it.each([
    ['ipv4', 20, 32.5],
    ['url', 20, 32.5],
    ['ipv4', 80, 3.3],
    ['ipv4', 50, 15],
    ['domain', 20, 187.8],
    ['sha256', 20, 376],
    ['cve', 20, 372],
  ] as const)('of %s reaches %d of 100 on the day that OpenCTI says', (type, score, day) => {
    const model = decayModelOf(type);
    expect(daysUntil(model, 100, score)).toBeCloseTo(day, 0);
    expect(100 * remaining(model, daysUntil(model, 100, score) * dayMs)).toBeCloseTo(score, 6);
  });
});

const at = new Date('2026-05-01T00:00:00Z');
const evidence: fc.Arbitrary<Weighed> = fc.record({
  reliability: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'),
  lineage: fc.constantFrom('one', 'two', 'three'),
  confidence: fc.double({ min: 0, max: 1, noNaN: true }),
  lastSeenAt: fc.integer({ min: -10, max: 600 }).map((days) => new Date(at.getTime() - days * dayMs)),
});

describe('a score', () => {
  it('is lowered by no further evidence and raised by no time', () => {
    fc.assert(
      fc.property(fc.array(evidence), evidence, fc.integer({ min: 0, max: 1_000 }), (known, more, days) => {
        const score = scoreOf('ipv4', known, at);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        expect(scoreOf('ipv4', [...known, more], at)).toBeGreaterThanOrEqual(score - 1e-9);
        expect(scoreOf('ipv4', known, new Date(at.getTime() + days * dayMs))).toBeLessThanOrEqual(score + 1e-9);
      }),
    );
  });

  it('takes copies of one upstream for one witness and does not depend on the order', () => {
    fc.assert(
      fc.property(fc.array(evidence, { minLength: 1 }), (known) => {
        const score = scoreOf('domain', known, at);
        expect(scoreOf('domain', [...known, ...known].reverse(), at)).toBeCloseTo(score, 9);
      }),
    );
  });
});

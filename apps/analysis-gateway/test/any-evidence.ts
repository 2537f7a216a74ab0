import type { Evidence } from '@sentrybox/contracts';
import fc from 'fast-check';

const dayMs = 86_400_000;

/** In hundredths: numbers of any size would nearly all be next to nothing, and nothing would be weighed. */
export const anyShare = fc.integer({ min: 0, max: 100 }).map((hundredths) => hundredths / 100);

/** Anything that a source can say, of one of few upstreams, so that they repeat each other. @param now nothing is later */
export function evidenceAround(now: Date): fc.Arbitrary<Evidence> {
  return fc.record({
    claim: fc.constantFrom('malicious', 'suspicious', 'benign', 'context'),
    strength: anyShare,
    reliability: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'),
    lineage: fc.constantFrom('a', 'b', 'c', 'd'),
    members: fc.subarray<string>(['a', 'b', 'c', 'd']),
    observed_at: fc.option(
      fc
        .oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 500 }))
        .map((days) => new Date(now.getTime() - days * dayMs).toISOString()),
    ),
    facts: fc.constant(['fact']),
    signals: fc.subarray(['shared_infrastructure', 'known_false_positive', 'popular_domain', 'team_allowlisted'], {
      maxLength: 1,
    }),
    reference: fc.constant(null),
  });
}

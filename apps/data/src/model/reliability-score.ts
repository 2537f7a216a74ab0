import type { Reliability } from '@sentrybox/contracts';

/** The Admiralty letters as a number for people and tools that want one. */
export const reliabilityScoreOf: Readonly<Record<Reliability, number>> = {
  A: 0.95,
  B: 0.85,
  C: 0.7,
  D: 0.5,
  E: 0.3,
  F: 0.1,
};

import type { Claim, Reliability } from '@sentrybox/contracts';
import type { IndicatorType } from '@sentrybox/ioc';

/** Shape of the ageing curve 1 − (t/τ)^(1/δ): `lifeDays` is τ, after which nothing is left; `delta` is δ. */
interface Decay {
  readonly lifeDays: number;
  readonly delta: number;
}

/**
 * Every number that the verdict depends on. A stored analysis names the version it was judged under; a change of any
 * number here is a new version.
 */
export interface VerdictPolicy {
  readonly version: string;
  readonly weightOf: Readonly<Record<Reliability, number>>;
  readonly suspiciousFactor: number;
  readonly benignDiscount: number;
  readonly sharedInfrastructureFactor: number;
  readonly popularDomainFactor: number;
  readonly knownFalsePositiveCeiling: number;
  readonly maliciousFrom: number;
  readonly suspiciousFrom: number;
  readonly benign: { readonly minBenign: number; readonly maxMalicious: number; readonly minCoverage: number };
  decayOf(claim: Claim, type: IndicatorType): Decay;
}

const benignDecay: Decay = { lifeDays: 30, delta: 1 };
const urlDecay: Decay = { lifeDays: 3, delta: 2.3 };
const addressDecay: Decay = { lifeDays: 47, delta: 1.65 };
const domainDecay: Decay = { lifeDays: 300, delta: 2.1 };
const hashDecay: Decay = { lifeDays: 460, delta: 0.9 };

// A phishing page lives for days, an address changes hands within weeks, a file stays what it is. The figures follow the
// published defaults of MISP's decaying models and OpenCTI's decay rules.
function decayOf(claim: Claim, type: IndicatorType): Decay {
  if (claim === 'benign') return benignDecay;
  switch (type) {
    case 'url':
      return urlDecay;
    case 'ipv4':
    case 'ipv6':
      return addressDecay;
    case 'domain':
    case 'onion':
    case 'email':
      return domainDecay;
    default:
      return hashDecay;
  }
}

export const currentPolicy: VerdictPolicy = {
  version: '1',
  weightOf: { A: 0.95, B: 0.85, C: 0.7, D: 0.5, E: 0.3, F: 0.1 },
  suspiciousFactor: 0.5,
  benignDiscount: 0.7,
  sharedInfrastructureFactor: 0.4,
  popularDomainFactor: 0.5,
  knownFalsePositiveCeiling: 0.2,
  maliciousFrom: 70,
  suspiciousFrom: 40,
  benign: { minBenign: 0.6, maxMalicious: 0.15, minCoverage: 0.5 },
  decayOf,
};

import type { Claim, VerdictRules } from '@sentrybox/contracts';
import type { IndicatorType } from '@sentrybox/ioc';

/**
 * The rules of verdicts under a name. A stored analysis names the version it was judged under; other rules are another
 * version.
 */
export interface VerdictPolicy {
  readonly version: string;
  readonly rules: VerdictRules;
}

export type Decay = VerdictRules['decay']['url'];

/** How a statement ages: a phishing page lives for days, an address changes hands within weeks, a file stays what it is. */
export function decayOf({ decay }: VerdictRules, claim: Claim, type: IndicatorType): Decay {
  if (claim === 'benign') return decay.benign;
  switch (type) {
    case 'url':
      return decay.url;
    case 'ipv4':
    case 'ipv6':
      return decay.address;
    case 'domain':
    case 'onion':
    case 'email':
      return decay.domain;
    default:
      return decay.hash;
  }
}

/**
 * The platform's own rules, for teams without others. The ageing follows the published defaults of MISP's decaying models
 * and OpenCTI's decay rules.
 */
export const platformPolicy: VerdictPolicy = {
  version: '2',
  rules: {
    reliability_weights: { A: 0.95, B: 0.85, C: 0.7, D: 0.5, E: 0.3, F: 0.1 },
    suspicious_factor: 0.5,
    benign_discount: 0.7,
    shared_infrastructure_factor: 0.4,
    popular_domain_factor: 0.5,
    known_false_positive_ceiling: 0.2,
    team_allowlist_ceiling: 0.2,
    malicious_from: 70,
    suspicious_from: 40,
    benign: { min_benign: 0.6, max_malicious: 0.15, min_coverage: 0.5 },
    decay: {
      url: { life_days: 3, delta: 2.3 },
      address: { life_days: 47, delta: 1.65 },
      domain: { life_days: 300, delta: 2.1 },
      hash: { life_days: 460, delta: 0.9 },
      benign: { life_days: 30, delta: 1 },
    },
  },
};

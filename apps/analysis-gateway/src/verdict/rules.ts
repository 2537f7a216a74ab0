import type { Signal } from '@sentrybox/contracts';
import type { IndicatorType } from '@sentrybox/ioc';
import type { Entry, LineageGroup } from './ledger';
import { combine } from './ledger';
import type { VerdictPolicy } from './policy';

/** Malicious and benign weight after the rules, and what the rules did. */
export interface Balance {
  readonly malicious: number;
  readonly benign: number;
  readonly applied: readonly string[];
}

/** The signals that any plugin raised, whatever its claim. */
export function signalsOf(entries: readonly Entry[]): ReadonlySet<Signal> {
  return new Set(entries.flatMap((entry) => entry.evidence.signals));
}

// What is said of a whole host is diluted where many tenants share it; what is said of one URL or file is not.
function isHostLevel(type: IndicatorType): boolean {
  return type === 'ipv4' || type === 'ipv6' || type === 'domain' || type === 'onion' || type === 'email';
}

/** Combines the groups and lets the rules of the policy act, in this order: shared infrastructure, popularity, known false positive. */
export function balance(
  groups: readonly LineageGroup[],
  signals: ReadonlySet<Signal>,
  type: IndicatorType,
  policy: VerdictPolicy,
): Balance {
  const applied: string[] = [];
  let factor = 1;
  if (signals.has('shared_infrastructure') && isHostLevel(type)) {
    factor *= policy.sharedInfrastructureFactor;
    applied.push('The host is shared by many, so what is said of it as a whole counts less.');
  }
  if (signals.has('popular_domain') && type === 'domain') {
    factor *= policy.popularDomainFactor;
    applied.push('The domain is very popular, so what is said of it as a whole counts less.');
  }
  let malicious = combine(groups.map((group) => group.malicious * factor));
  const hasTwoStrongWitnesses = !isHostLevel(type) && groups.filter((group) => group.isReliabilityA).length >= 2;
  if (signals.has('known_false_positive') && !hasTwoStrongWitnesses) {
    applied.push('It is on a list of known false positives, so malicious evidence is capped.');
    malicious = Math.min(malicious, policy.knownFalsePositiveCeiling);
  }
  return { malicious, benign: combine(groups.map((group) => group.benign)), applied };
}

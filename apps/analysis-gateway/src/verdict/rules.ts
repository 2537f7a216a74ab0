import type { Signal, VerdictRules } from '@sentrybox/contracts';
import type { IndicatorType } from '@sentrybox/ioc';
import type { Statement } from './statements';
import { accusersOf, combinedWeight } from './tally';

/** A rule that acted, and the signal that made it. */
export interface AppliedRule {
  readonly signal: Signal;
  readonly text: string;
}

/** Malicious and benign weight after the rules, 0–1, and what the rules did. */
export interface Balance {
  readonly malicious: number;
  readonly benign: number;
  readonly applied: readonly AppliedRule[];
}

interface Scene {
  readonly statements: readonly Statement[];
  readonly signals: ReadonlySet<Signal>;
  readonly type: IndicatorType;
  readonly rules: VerdictRules;
}

// What is said of a whole host is diluted where many tenants share it; what is said of one URL or file is not.
function isHostLevel(type: IndicatorType): boolean {
  return type === 'ipv4' || type === 'ipv6' || type === 'domain' || type === 'onion' || type === 'email';
}

/**
 * Combines the statements and lets the rules act, in this order: shared infrastructure, popularity, known false positive,
 * the team's own list.
 */
export function balance(scene: Scene): Balance {
  const { statements } = scene;
  const applied: AppliedRule[] = [];
  const accusing = statements.filter(({ claim }) => claim !== 'benign');
  const uncapped = combinedWeight(accusing, dilution(scene, applied));
  return {
    malicious: capped(scene, accusing, uncapped, applied),
    benign: combinedWeight(statements.filter(({ claim }) => claim === 'benign')),
    applied,
  };
}

function dilution({ signals, type, rules }: Scene, applied: AppliedRule[]): number {
  let factor = 1;
  if (signals.has('shared_infrastructure') && isHostLevel(type)) {
    factor *= rules.shared_infrastructure_factor;
    applied.push({
      signal: 'shared_infrastructure',
      text: 'The host is shared by many, so what is said of it as a whole counts less.',
    });
  }
  if (signals.has('popular_domain') && type === 'domain') {
    factor *= rules.popular_domain_factor;
    applied.push({
      signal: 'popular_domain',
      text: 'The domain is very popular, so what is said of it as a whole counts less.',
    });
  }
  return factor;
}

function capped(
  { signals, type, rules }: Scene,
  accusing: readonly Statement[],
  malicious: number,
  applied: AppliedRule[],
): number {
  let ceiling = 1;
  const hasTwoStrongWitnesses = !isHostLevel(type) && accusersOf(accusing).countOfReliabilityA >= 2;
  if (signals.has('known_false_positive') && !hasTwoStrongWitnesses) {
    ceiling = rules.known_false_positive_ceiling;
    applied.push({
      signal: 'known_false_positive',
      text: 'It is on a list of known false positives, so malicious evidence is capped.',
    });
  }
  if (signals.has('team_allowlisted')) {
    ceiling = Math.min(ceiling, rules.team_allowlist_ceiling);
    applied.push({
      signal: 'team_allowlisted',
      text: 'It is on a list of the team’s own, so malicious evidence is capped.',
    });
  }
  return Math.min(malicious, ceiling);
}

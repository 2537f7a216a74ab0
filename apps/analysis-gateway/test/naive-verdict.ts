import type { Evidence, VerdictRules } from '@sentrybox/contracts';

const membersOf = (evidence: Evidence) => evidence.members ?? [];

/**
 * The score by the letter of docs/explanation/verdict.md, written a second time and without any structure, so that a
 * mistake of the real one does not repeat itself here.
 */
// eslint-disable-next-line complexity -- without structure on purpose: it shares none with what it checks
export function naiveScore(type: string, evidence: readonly Evidence[], asOf: Date, rules: VerdictRules): number {
  const has = (signal: string) => evidence.some((each) => each.signals.some((one) => one === signal));
  if (has('non_public') || has('test_artifact')) return 0;
  const isHost = ['ipv4', 'ipv6', 'domain', 'onion', 'email'].includes(type);
  let factor = 1;
  if (has('shared_infrastructure') && isHost) factor *= rules.shared_infrastructure_factor;
  if (has('popular_domain') && type === 'domain') factor *= rules.popular_domain_factor;
  const good: Record<string, number> = {};
  const bad: Record<string, number> = {};
  const accusers: (readonly [evidence: Evidence, isStrong: boolean])[] = [];
  for (const each of evidence) {
    if (each.claim === 'context') continue;
    const curve =
      each.claim === 'benign'
        ? rules.decay.benign
        : type === 'url'
          ? rules.decay.url
          : type.startsWith('ip')
            ? rules.decay.address
            : isHost
              ? rules.decay.domain
              : rules.decay.hash;
    const seen = each.observed_at === null ? asOf : new Date(each.observed_at);
    const days = Math.max(0, (asOf.getTime() - seen.getTime()) / 86_400_000);
    let w = rules.reliability_weights[each.reliability] * each.strength;
    if (each.claim === 'suspicious') w *= rules.suspicious_factor;
    w *= Math.max(0, 1 - Math.pow(days / curve.life_days, 1 / curve.delta));
    if (each.claim === 'malicious' && w > 0) accusers.push([each, each.reliability === 'A']);
    const upstreams = membersOf(each).length === 0 ? [each.lineage] : [...new Set(membersOf(each))];
    const side = each.claim === 'benign' ? good : bad;
    const part = 1 - Math.pow(1 - (each.claim === 'benign' ? w : w * factor), 1 / upstreams.length);
    for (const upstream of upstreams) side[upstream] = Math.max(side[upstream] ?? 0, part);
  }
  const together = (side: Record<string, number>) =>
    1 -
    Object.keys(side)
      .sort()
      .reduce((rest, name) => rest * (1 - (side[name] ?? 0)), 1);
  let malicious = together(bad);
  const heard = accusers.filter(([each]) => membersOf(each).length === 0).map(([each]) => each.lineage);
  const strong = accusers.filter(
    ([each, isStrong]) =>
      isStrong && (membersOf(each).length === 0 || membersOf(each).some((one) => !heard.includes(one))),
  );
  const twoStrong = !isHost && new Set(strong.map(([each]) => each.lineage)).size >= 2;
  if (has('known_false_positive') && !twoStrong) malicious = Math.min(malicious, rules.known_false_positive_ceiling);
  if (has('team_allowlisted')) malicious = Math.min(malicious, rules.team_allowlist_ceiling);
  return Math.round(100 * malicious * (1 - rules.benign_discount * together(good)));
}

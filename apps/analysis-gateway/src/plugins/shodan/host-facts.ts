import type { Statement } from '../contract/evidence-rules';

/** What a scan of a host is worth. Open ports and old software are exposure, not guilt. */
export const hostRules = {
  command_and_control: {
    when: 'The host is tagged c2 or malware: a control server answered the scan.',
    claim: 'malicious',
    strength: 0.8,
  },
  compromised: { when: 'The host is tagged compromised.', claim: 'suspicious', strength: 0.6 },
  shared: {
    when: 'The host is tagged cdn, cloud, vpn, proxy or tor.',
    claim: 'context',
    strength: 1,
    signals: ['shared_infrastructure'],
  },
  exposed: { when: 'Any other host of which ports are known.', claim: 'context', strength: 1 },
} as const;
type Rule = keyof typeof hostRules;

const ruleOfTag: ReadonlyMap<string, Rule> = new Map([
  ...(['c2', 'malware'] as const).map((tag) => [tag, 'command_and_control'] as const),
  ['compromised', 'compromised'] as const,
  ...(['cdn', 'cloud', 'vpn', 'proxy', 'tor'] as const).map((tag) => [tag, 'shared'] as const),
]);

/** @param observedAt of the scan; null where the source does not say */
export function statementsOnHost(
  ports: readonly number[],
  tags: readonly string[],
  observedAt: string | null,
): Statement<Rule>[] {
  const tagged = [...ruleOfTag]
    .filter(([tag]) => tags.includes(tag))
    .map(([tag, rule]) => ({ rule, observedAt, facts: [`A scan tags it ${tag}.`] }));
  if (tagged.length > 0) return tagged;
  return [{ rule: 'exposed', observedAt, facts: [`A scan found ${ports.length} open ports.`] }];
}

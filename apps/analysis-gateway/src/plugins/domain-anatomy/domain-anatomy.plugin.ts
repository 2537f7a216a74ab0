import { defineFastPlugin } from '../contract/define-plugin';
import type { Statement } from '../contract/evidence-rules';
import { localExposure } from '../contract/local-exposure';
import type { DomainTraits } from './domain-traits';
import { domainTraits } from './domain-traits';

// A random label of 12 or more letters and digits has above 3.5 bits per character; words of that length rarely do.
const randomLabel = { minEntropy: 3.6, minLength: 12 };

const rules = {
  look_alike: { when: 'The name is spelt in letters that look like another name.', claim: 'suspicious', strength: 0.8 },
  mixed_scripts: { when: 'One label mixes letters of several scripts.', claim: 'suspicious', strength: 0.6 },
  random: {
    when: 'The registered label has 12 characters or more, above 3.6 bits each, and more than a tenth are digits.',
    claim: 'suspicious',
    strength: 0.3,
  },
} as const;
type Rule = keyof typeof rules;

/** What a domain says by its spelling: public suffix, registered name, scripts, look-alike letters, randomness. */
export const domainAnatomy = () =>
  defineFastPlugin({
    manifest: {
      ...localExposure,
      name: 'domain_anatomy',
      displayName: 'Domain anatomy',
      description: 'Reads a domain by its spelling: public suffix, registered name, scripts, look-alikes, randomness.',
      class: 'local',
      indicatorTypes: ['domain', 'email'],
      categories: ['context', 'lexical'],
      reliability: 'D',
      deadlineMs: 2_000,
      rules,
    },

    run({ value, iocType }) {
      const domain = iocType === 'email' ? value.slice(value.lastIndexOf('@') + 1) : value;
      const traits = domainTraits(domain);
      return Promise.resolve({
        status: 'ok',
        summary: summaryOf(domain, traits),
        statements: suspicionsOf(traits),
      });
    },
  });

function summaryOf(domain: string, traits: DomainTraits): Record<string, unknown> {
  return {
    domain,
    registrable_domain: traits.registrable,
    public_suffix: traits.publicSuffix,
    subdomain: traits.subdomain,
    is_hosted_name: traits.isHostedName,
    unicode: traits.unicode,
    is_idn: traits.isIdn,
    mixed_scripts: traits.hasMixedScripts,
    looks_like: traits.looksLike,
    label_count: traits.labelCount,
    length: traits.length,
    entropy: traits.entropy,
    digit_share: Math.round(traits.digitShare * 100) / 100,
  };
}

// One lineage: these are all readings of the same spelling, so only the strongest counts.
function suspicionsOf(traits: DomainTraits): Statement<Rule>[] {
  const found: Statement<Rule>[] = [];
  if (traits.looksLike !== null) {
    found.push({ rule: 'look_alike', facts: [`It is spelt to look like ${traits.looksLike}.`] });
  }
  if (traits.hasMixedScripts) {
    found.push({ rule: 'mixed_scripts', facts: ['One label mixes letters of several scripts.'] });
  }
  if (
    traits.labelLength >= randomLabel.minLength &&
    traits.entropy >= randomLabel.minEntropy &&
    traits.digitShare > 0.1
  ) {
    const fact = `The registered label looks random (${String(traits.entropy)} bits per character).`;
    found.push({ rule: 'random', facts: [fact] });
  }
  return found;
}

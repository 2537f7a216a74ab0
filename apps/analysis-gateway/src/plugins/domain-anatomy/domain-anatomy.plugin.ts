import type { Evidence } from '@sentrybox/contracts';
import { evidenceOf } from '../evidence';
import { alwaysReady, localManifest } from '../local-plugin';
import type { FastPlugin, Indicator, PluginOutcome } from '../plugin';
import type { DomainTraits } from './domain-traits';
import { domainTraits } from './domain-traits';

// A random label of 12 or more letters and digits has above 3.5 bits per character; words of that length rarely do.
const randomLabel = { minEntropy: 3.6, minLength: 12 };

/** What a domain says by its spelling: public suffix, registered name, scripts, look-alike letters, randomness. */
export class DomainAnatomyPlugin implements FastPlugin {
  readonly manifest = localManifest({
    name: 'domain_anatomy',
    displayName: 'Domain anatomy',
    indicatorTypes: ['domain', 'email'],
    categories: ['context', 'lexical'],
    reliability: 'D',
  });

  readiness() {
    return alwaysReady;
  }

  run({ value, iocType }: Indicator): Promise<PluginOutcome> {
    const domain = iocType === 'email' ? value.slice(value.lastIndexOf('@') + 1) : value;
    const traits = domainTraits(domain);
    return Promise.resolve({
      status: 'ok',
      summary: summaryOf(domain, traits),
      evidence: suspicionsOf(traits),
      observedAt: null,
      link: null,
    });
  }
}

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

function suspicionsOf(traits: DomainTraits): Evidence[] {
  const found: [number, string][] = [];
  if (traits.looksLike !== null) found.push([0.8, `It is spelt to look like ${traits.looksLike}.`]);
  if (traits.hasMixedScripts) found.push([0.6, 'One label mixes letters of several scripts.']);
  if (
    traits.labelLength >= randomLabel.minLength &&
    traits.entropy >= randomLabel.minEntropy &&
    traits.digitShare > 0.1
  ) {
    found.push([0.3, `The registered label looks random (${String(traits.entropy)} bits per character).`]);
  }
  // One lineage: these are all readings of the same spelling, so only the strongest counts.
  return found.map(([strength, fact]) =>
    evidenceOf({ claim: 'suspicious', strength, lineage: 'domain_anatomy', facts: [fact] }),
  );
}

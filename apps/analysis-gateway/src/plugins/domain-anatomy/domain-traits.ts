import { domainParts, isHomoglyph, mixedScripts, skeleton, toUnicode } from '@sentrybox/ioc';

export interface DomainTraits {
  readonly registrable: string | null;
  readonly publicSuffix: string;
  readonly subdomain: string;
  readonly isHostedName: boolean;
  readonly unicode: string;
  readonly isIdn: boolean;
  readonly hasMixedScripts: boolean;
  readonly looksLike: string | null;
  readonly labelCount: number;
  readonly length: number;
  /** Letters of the registered label (in Unicode), 0 for a public suffix. */
  readonly labelLength: number;
  /** Shannon entropy of the registered label (in Unicode) in bits per character. */
  readonly entropy: number;
  /** Share of digits in the registered label, 0–1. */
  readonly digitShare: number;
}

/** What a canonical domain (A-labels, lower case) says by its spelling alone. */
export function domainTraits(domain: string): DomainTraits {
  const parts = domainParts(domain);
  const unicode = toUnicode(domain);
  // As a person would read it: the A-label of any foreign word looks random.
  const label = toUnicode(parts.registrable ?? domain).split('.')[0] ?? '';
  return {
    registrable: parts.registrable,
    publicSuffix: parts.suffix,
    subdomain: parts.subdomain,
    isHostedName: parts.isPrivateSuffix,
    unicode,
    isIdn: unicode !== domain,
    hasMixedScripts: mixedScripts(unicode),
    looksLike: isHomoglyph(unicode) ? skeleton(unicode) : null,
    labelCount: domain.split('.').length,
    length: domain.length,
    labelLength: parts.registrable === null ? 0 : Array.from(label).length,
    entropy: entropyOf(label),
    digitShare: label === '' ? 0 : label.replace(/\D/g, '').length / Array.from(label).length,
  };
}

/** Shannon entropy in bits per character, two decimals. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const total = Array.from(text).length;
  const bits = [...counts.values()].reduce((sum, count) => sum - (count / total) * Math.log2(count / total), 0);
  return Math.round(bits * 100) / 100;
}

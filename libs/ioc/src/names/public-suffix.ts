import { parse } from 'tldts';
import { ownCopy } from '../own-copy';

const PSL_OPTIONS = {
  allowPrivateDomains: true,
  extractHostname: false,
  validateHostname: false,
  mixedInputs: false,
  detectIp: false,
};

/** How a host name divides at the public suffix list. */
export interface DomainParts {
  /** The name somebody registered (`evil.co.uk`), null when the host is itself a public suffix. */
  readonly registrable: string | null;
  readonly suffix: string;
  /** What stands before the registrable name, empty when nothing does. */
  readonly subdomain: string;
  /** The suffix belongs to the ICANN part of the list: a registry sells names under it. */
  readonly isIcannSuffix: boolean;
  /** The suffix belongs to the private part: a hosting company gives out names under it (`github.io`). */
  readonly isPrivateSuffix: boolean;
}

/**
 * Divides a lower-case host name (A-labels or U-labels). A suffix in neither part of the list is no public domain.
 *
 * @example domainParts('www.evil.co.uk').registrable // 'evil.co.uk'
 */
export function domainParts(host: string): DomainParts {
  const facts = parse(host, PSL_OPTIONS);
  return {
    registrable: facts.domain,
    suffix: facts.publicSuffix ?? '',
    subdomain: facts.subdomain ?? '',
    isIcannSuffix: facts.isIcann === true,
    isPrivateSuffix: facts.isPrivate === true,
  };
}

/**
 * The name somebody registered, null for a public suffix, an unknown suffix or no host at all.
 *
 * @example registrableDomain('a.b.github.io') // 'b.github.io'
 */
export function registrableDomain(host: string): string | null {
  const parts = domainParts(host.toLowerCase());
  return parts.isIcannSuffix || parts.isPrivateSuffix ? parts.registrable : null;
}

/** Answers of `isTopLevelDomain`, bounded so that hostile text cannot grow it. */
const topLevel = new Map<string, boolean>();
const TOP_LEVEL_CACHE_SIZE = 4_096;
const MAX_LABEL_LENGTH = 63;

/** Is this lower-case label delegated in the root zone, as far as the public suffix list knows? */
export function isTopLevelDomain(label: string): boolean {
  if (label.length > MAX_LABEL_LENGTH) return false;
  const known = topLevel.get(label);
  if (known !== undefined) return known;
  // Some registries sell names below second levels only (`co.za`) and have no rule for the label alone.
  const probes = ['probe', 'com', 'co', 'org', 'gov', 'ac'].map((second) => `probe.${second}.${label}`);
  const answer = label !== 'onion' && probes.some((probe) => parse(probe, PSL_OPTIONS).isIcann === true);
  if (topLevel.size >= TOP_LEVEL_CACHE_SIZE) topLevel.clear();
  topLevel.set(ownCopy(label), answer);
  return answer;
}

import { invalidRequest } from '@sentrybox/errors';
import { parseCidr } from './address/cidr';
import type { Cidr } from './address/cidr';

/** Anything on the public internet, and nothing else. */
export interface PublicProfile {
  readonly kind: 'public';
  /** Given in code, never by a user: the label of metrics. Default: the kind. */
  readonly name: string | undefined;
  readonly key: string;
  readonly ports: ReadonlySet<number>;
  readonly maxRedirects: number;
}

/** One origin that an administrator or the environment names exactly; it may be private. */
export interface ConfiguredProfile {
  readonly kind: 'configured';
  readonly name: string | undefined;
  readonly key: string;
  readonly origin: string;
  readonly extraCas: readonly string[];
  readonly maxRedirects: 0;
}

/** Targets inside networks that a team approved for scanning; they may be private. */
export interface ScanProfile {
  readonly kind: 'scan';
  readonly name: string | undefined;
  readonly key: string;
  readonly networks: readonly Cidr[];
  readonly maxRedirects: number;
}

/** Who may be dialled. Made by {@link publicProfile}, {@link configured} and {@link scan} only. */
export type EgressProfile = PublicProfile | ConfiguredProfile | ScanProfile;

const defaultPorts = [80, 443];
const maxRedirects = 3;

/**
 * @param options.allowPorts TCP ports beside 80 and 443.
 * @param options.maxRedirects 0 to 3, default 3. A source that gets a key is best asked with 0.
 * @param options.name of the upstream in metrics, if it is one that the code knows.
 */
export function publicProfile(
  options: { readonly allowPorts?: readonly number[]; readonly maxRedirects?: number; readonly name?: string } = {},
): PublicProfile {
  const ports = new Set([...defaultPorts, ...(options.allowPorts ?? [])]);
  return {
    kind: 'public',
    name: options.name,
    key: `public ${[...ports].sort((a, b) => a - b).join(',')}`,
    ports,
    maxRedirects: Math.min(options.maxRedirects ?? maxRedirects, maxRedirects),
  };
}

/**
 * @param url an absolute http or https URL without credentials; only its scheme, host and port count.
 * @param options.extraCas certificates (PEM) that are trusted there beside the built-in authorities.
 * @param options.name of the upstream in metrics, if it is one that the code knows.
 * @throws DomainError `invalid_request` when it is not such a URL.
 */
export function configured(
  url: string,
  options: { readonly extraCas?: readonly string[]; readonly name?: string } = {},
): ConfiguredProfile {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol) || parsed.username !== '' || parsed.password !== '') {
    throw invalidRequest('The address must be an http or https URL without credentials.');
  }
  const extraCas = options.extraCas ?? [];
  return {
    kind: 'configured',
    name: options.name,
    key: ['configured', parsed.origin, ...extraCas].join(' '),
    origin: parsed.origin,
    extraCas,
    maxRedirects: 0,
  };
}

/**
 * @param scope.cidrs approved networks or single addresses. An address outside all of them is refused; every port is
 * allowed, because services on odd ports are what a scan looks for.
 * @throws DomainError `invalid_request` when an entry is no network.
 */
export function scan(scope: { readonly cidrs: readonly string[] }): ScanProfile {
  const networks = scope.cidrs.map((text) => {
    const network = parseCidr(text);
    if (network === undefined) {
      throw invalidRequest('A scan scope is a list of networks in CIDR notation.');
    }
    return network;
  });
  return { kind: 'scan', name: undefined, key: `scan ${[...scope.cidrs].sort().join(',')}`, networks, maxRedirects };
}

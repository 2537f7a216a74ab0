import { classifyAddress } from '../address/classify-address';
import { parseAddress } from '../address/cidr';
import type { Cidr } from '../address/cidr';
import { blocked, EgressError, offline } from '../egress.errors';
import type { EgressProfile } from '../profiles';
import { judgeAddress } from './judge-address';
import type { Resolve } from './resolve';

export interface ConnectPolicy {
  /** Refuse everything but loopback, before any look-up. */
  readonly isOffline: boolean;
  /** The installation's own networks; refused for `public` and `scan`. */
  readonly deniedNetworks: readonly Cidr[];
  readonly resolve: Resolve;
}

/** Names under which clouds serve credentials; refused before a resolver is asked, whoever names them. */
const metadataNames = new Set([
  ...['metadata', 'metadata.google.internal', 'metadata.goog'],
  ...['instance-data', 'instance-data.ec2.internal', 'metadata.tencentyun.com'],
]);

/**
 * The addresses of a host that may be dialled, in order. This is the only place where the way out is decided.
 * Literals are judged like answers of a resolver, and one refused answer refuses the name: a name with a public and a
 * private address is how rebinding begins.
 * @param hostname host of a WHATWG URL, with or without the brackets of IPv6.
 * @throws EgressError `offline`, `blocked`, or `unreachable` when the name has no address.
 */
export async function checkedAddresses(
  profile: EgressProfile,
  hostname: string,
  policy: ConnectPolicy,
): Promise<readonly string[]> {
  const host = bareHost(hostname);
  const known = knownAddresses(host);
  if (known === undefined && metadataNames.has(host)) {
    throw blocked('name');
  }
  if (policy.isOffline && !(known ?? []).some((address) => classifyAddress(address) === 'loopback')) {
    throw offline();
  }
  const addresses = known ?? (await resolved(host, policy.resolve));
  for (const address of addresses) {
    const reason = judgeAddress(profile, address, policy.deniedNetworks);
    if (reason !== undefined) {
      throw blocked(reason);
    }
  }
  return addresses;
}

/** A host without brackets, trailing dot and upper case. */
export function bareHost(hostname: string): string {
  return hostname
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
}

/** Literals, and `localhost` with its subdomains, which never leave the host (RFC 6761 6.3). */
function knownAddresses(host: string): readonly string[] | undefined {
  if (parseAddress(host) !== undefined) {
    return [host];
  }
  return host === 'localhost' || host.endsWith('.localhost') ? ['127.0.0.1', '::1'] : undefined;
}

async function resolved(host: string, resolve: Resolve): Promise<readonly string[]> {
  let addresses: readonly string[];
  try {
    addresses = await resolve(host);
  } catch (cause) {
    throw new EgressError('unreachable', { cause });
  }
  if (addresses.length === 0) {
    throw new EgressError('unreachable');
  }
  return addresses;
}

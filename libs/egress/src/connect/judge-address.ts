import { classifyAddress } from '../address/classify-address';
import { isInside, parseAddress } from '../address/cidr';
import type { Cidr } from '../address/cidr';
import type { AddressClass } from '../address/special-ranges';
import type { BlockReason } from '../egress.errors';
import type { EgressProfile } from '../profiles';

/**
 * Refused even where an administrator named the target: none of these is a service that somebody runs on purpose, and
 * all of them are what a stolen administrator's session would name to reach the cloud's credentials.
 */
const neverServices: ReadonlySet<AddressClass> = new Set<AddressClass>([
  'metadata',
  'link_local',
  'unspecified',
  'multicast',
  'embedded_ipv4',
  'unparsable',
]);

/** Decides one address for one profile; undefined means that it may be dialled. */
export function judgeAddress(
  profile: EgressProfile,
  address: string,
  deniedNetworks: readonly Cidr[],
): Exclude<BlockReason, 'offline'> | undefined {
  const addressClass = classifyAddress(address);
  switch (profile.kind) {
    case 'public':
      return addressClass === 'public' ? denied(address, deniedNetworks) : addressClass;
    case 'scan':
      if (addressClass !== 'public' && addressClass !== 'private') {
        return addressClass;
      }
      return isInsideAny(address, profile.networks) ? denied(address, deniedNetworks) : 'out_of_scope';
    case 'configured':
      return addressClass !== 'public' && neverServices.has(addressClass) ? addressClass : undefined;
  }
}

function denied(address: string, networks: readonly Cidr[]): 'own_network' | undefined {
  return isInsideAny(address, networks) ? 'own_network' : undefined;
}

function isInsideAny(text: string, networks: readonly Cidr[]): boolean {
  const address = parseAddress(text);
  return address !== undefined && networks.some((network) => isInside(address, network));
}

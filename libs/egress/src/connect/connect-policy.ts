import { parseCidr } from '../address/cidr';
import type { Cidr } from '../address/cidr';
import type { ConnectPolicy } from './checked-addresses';
import { systemResolve } from './resolve';
import type { Resolve } from './resolve';

export interface PolicyOptions {
  /** Refuse every dial that is not loopback, look-ups included, with the code `offline`. */
  readonly isOffline: boolean;
  /** Networks of the installation itself (pods, services, databases), refused for `public` and `scan`. */
  readonly ownNetworks?: readonly string[];
  readonly resolve?: Resolve;
}

/** @throws TypeError when one of the own networks is no network */
export function connectPolicy(options: PolicyOptions): ConnectPolicy {
  return {
    isOffline: options.isOffline,
    deniedNetworks: (options.ownNetworks ?? []).map(requiredNetwork),
    resolve: options.resolve ?? systemResolve,
  };
}

function requiredNetwork(text: string): Cidr {
  const network = parseCidr(text);
  if (network === undefined) {
    throw new TypeError('ownNetworks holds something that is no network');
  }
  return network;
}

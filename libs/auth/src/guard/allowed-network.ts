import * as ipaddr from 'ipaddr.js';

/**
 * Whether an address is in one of the networks. An empty list allows all; an address or network that cannot be read
 * allows nothing. IPv4-mapped IPv6 addresses count as IPv4.
 */
export function isAddressAllowed(address: string, cidrs: readonly string[]): boolean {
  if (cidrs.length === 0) return true;
  if (!ipaddr.isValid(address)) return false;
  const client = ipaddr.process(address);
  return cidrs.some((cidr) => {
    if (!ipaddr.isValidCIDR(cidr)) return false;
    const [network, bits] = ipaddr.parseCIDR(cidr);
    return network.kind() === client.kind() && client.match(network, bits);
  });
}

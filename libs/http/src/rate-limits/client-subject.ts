import * as ipaddr from 'ipaddr.js';

const ipv6NetworkBits = 64;

/**
 * Under what a client without a credential is counted: its IPv4 address, or the /64 network of its IPv6 address, for
 * whoever has one address of it has all of them. What cannot be read is one client.
 */
export function clientSubject(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const client = ipaddr.process(address);
  if (client.kind() === 'ipv4') return client.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${client.toString()}/${String(ipv6NetworkBits)}`).toString()}/64`;
}

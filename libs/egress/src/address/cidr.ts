import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

export type ParsedAddress = ipaddr.IPv4 | ipaddr.IPv6;
export type Cidr = readonly [ParsedAddress, number];

/** Parses `10.0.0.0/8` or a bare address (one host). Returns undefined for anything else. */
export function parseCidr(text: string): Cidr | undefined {
  const [addressText = '', prefixText, ...rest] = text.split('/');
  const address = parseAddress(addressText);
  if (address === undefined || rest.length > 0) {
    return undefined;
  }
  const allBits = address.kind() === 'ipv4' ? 32 : 128;
  if (prefixText === undefined) {
    return [address, allBits];
  }
  const bits = /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : Infinity;
  return bits <= allBits ? [address, bits] : undefined;
}

/**
 * Parses what a resolver or a WHATWG URL produces: four decimal parts, or IPv6 without a zone. The short, octal and
 * hexadecimal IPv4 forms are refused here: a URL has canonicalised them before.
 */
export function parseAddress(text: string): ParsedAddress | undefined {
  if (isIPv4(text)) {
    return ipaddr.IPv4.parse(text);
  }
  return isIPv6(text) && !text.includes('%') ? ipaddr.IPv6.parse(text) : undefined;
}

/** Whether the address lies in the network; false across families, also for IPv4-mapped addresses. */
export function isInside(address: ParsedAddress, [network, prefixBits]: Cidr): boolean {
  return address.kind() === network.kind() && address.match(network, prefixBits);
}

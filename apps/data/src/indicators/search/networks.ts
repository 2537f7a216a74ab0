import { canonicalise, classify } from '@sentrybox/ioc';
import ipaddr from 'ipaddr.js';
import type { KeyRange, ValueQuestion } from './search-question';

/**
 * What lies in a network and what lies around it, in the terms of the index on values. Around: each wider network is one
 * key. In it: IPv4 addresses of a network are texts that begin with its octets, at most 256 beginnings for any length, and
 * that also finds sockets, networks and ranges written with such an address; IPv6 addresses have too many spellings for
 * that and are compared as addresses, by an index of their own. `undefined` for text that is no address and no network.
 */
export function networkQuestion(text: string): Extract<ValueQuestion, { kind: 'network' }> | undefined {
  const network = canonicalNetwork(text);
  if (network === undefined) return undefined;
  const [address, bits] = ipaddr.parseCIDR(network);
  const around: string[] = [];
  for (let length = bits; length >= 0; length -= 1) around.push(networkOf(address, length));
  return {
    kind: 'network',
    network,
    around,
    ranges: address.kind() === 'ipv4' ? rangesIn(address.toByteArray(), bits) : [],
  };
}

function canonicalNetwork(text: string): string | undefined {
  const found = classify(text);
  if (found.ok && (found.type === 'ipv4' || found.type === 'ipv6')) {
    const address = ipaddr.process(found.value); // of ::ffff:1.2.3.4 the IPv4 address is meant
    return `${address.toString()}/${address.kind() === 'ipv4' ? 32 : 128}`;
  }
  const cidr = canonicalise('cidr', text);
  return cidr.ok ? cidr.value : undefined;
}

function networkOf(address: ipaddr.IPv4 | ipaddr.IPv6, bits: number): string {
  const text = `${address.toString()}/${bits}`;
  return address.kind() === 'ipv4'
    ? `${ipaddr.IPv4.networkAddressFromCIDR(text).toString()}/${bits}`
    : `${ipaddr.IPv6.networkAddressFromCIDR(text).toRFC5952String()}/${bits}`;
}

function rangesIn(octets: readonly number[], bits: number): KeyRange[] {
  // /25 and longer: the whole /24 is read, at most some hundred keys, and compared as addresses.
  const whole = Math.min(Math.ceil(bits / 8), 3);
  if (whole === 0) return Array.from({ length: 9 }, (_, digit) => rangeOf(String(digit + 1)));
  const fixed = octets.slice(0, whole - 1);
  const first = octets[whole - 1] ?? 0;
  const count = bits >= whole * 8 ? 1 : 2 ** (whole * 8 - bits);
  return Array.from({ length: count }, (_, index) => rangeOf(`${[...fixed, first + index].join('.')}.`));
}

function rangeOf(from: string): KeyRange {
  return { from, to: `${from}\u{10FFFF}` };
}

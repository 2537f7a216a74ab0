import { IPv6 } from 'ipaddr.js';
import { everyIs, DIGIT } from '../chars';
import { accept, refuse } from '../refusal';
import type { CanonicalResult, Refused } from '../vocabulary';
import { scopeFlags } from './ip-scope';
import { canonicaliseIpv4 } from './ipv4';
import { formatIpv4, parseIpv4 } from './ipv4-text';
import { canonicaliseIpv6, compressIpv6 } from './ipv6';

function decimal(text: string, highest: number): number | undefined {
  if (text.length === 0 || text.length > 5 || !everyIs(text, DIGIT)) return undefined;
  const value = Number(text);
  return value <= highest ? value : undefined;
}

function cidr4(network: number, text: string, bits: number): CanonicalResult {
  const size = 2 ** (32 - bits);
  const base = Math.floor(network / size) * size;
  const flags = scopeFlags(text);
  return accept(`${formatIpv4(base)}/${bits}`, base === network ? flags : [...flags, 'host_bits_set']);
}

/** Network and prefix length; host bits are cleared and flagged. */
export function canonicaliseCidr(text: string): CanonicalResult {
  const slash = text.indexOf('/');
  const host = text.slice(0, slash < 0 ? 0 : slash);
  const parsed = parseIpv4(host);
  if (typeof parsed === 'number') {
    const bits = decimal(text.slice(slash + 1), 32);
    return bits === undefined ? refuse('out_of_range', 'An IPv4 prefix length is 0 to 32.') : cidr4(parsed, host, bits);
  }
  const compressed = compressIpv6(host);
  if (compressed === undefined)
    return refuse('invalid_syntax', 'A network is an address, a slash and a prefix length.');
  const bits = decimal(text.slice(slash + 1), 128);
  if (bits === undefined) return refuse('out_of_range', 'An IPv6 prefix length is 0 to 128.');
  const network = IPv6.networkAddressFromCIDR(`${compressed}/${bits}`).toRFC5952String();
  const flags = scopeFlags(compressed);
  return accept(`${network}/${bits}`, network === compressed ? flags : [...flags, 'host_bits_set']);
}

/** First and last address, first not above last; the last one may be shortened to its final octet (`10.0.0.1-20`). */
export function canonicaliseIpRange(text: string): CanonicalResult {
  const dash = text.search(/[-–—]/u);
  if (dash < 0) return refuse('invalid_syntax', 'A range is two addresses with a dash between.');
  const first = text.slice(0, dash).trim();
  const last = text.slice(dash + 1).trim();
  const low = parseIpv4(first);
  if (typeof low === 'number') return range4(first, low, last);
  const low6 = compressIpv6(first);
  const high6 = compressIpv6(last);
  if (low6 === undefined || high6 === undefined) return refuse('invalid_syntax', 'Both ends of a range are addresses.');
  if (compare6(low6, high6) > 0) return refuse('out_of_range', 'The range ends before it starts.');
  return accept(`${low6}-${high6}`, scopeFlags(low6));
}

function range4(first: string, low: number, last: string): CanonicalResult {
  const octet = decimal(last, 255);
  const full = octet === undefined ? last : `${first.slice(0, first.lastIndexOf('.') + 1)}${octet}`;
  const high = parseIpv4(full);
  if (typeof high !== 'number') return refuse('invalid_syntax', 'Both ends of a range are addresses.');
  if (low > high) return refuse('out_of_range', 'The range ends before it starts.');
  return accept(`${first}-${full}`, scopeFlags(first));
}

function compare6(left: string, right: string): number {
  const leftBytes = IPv6.parse(left).toByteArray();
  const rightBytes = IPv6.parse(right).toByteArray();
  const at = leftBytes.findIndex((byte, index) => byte !== rightBytes[index]);
  return at < 0 ? 0 : (leftBytes[at] ?? 0) - (rightBytes[at] ?? 0);
}

/** Port of a socket address: 1 to 65535, no leading zero. */
export function parsePort(text: string): number | undefined {
  const port = decimal(text, 65_535);
  return port === undefined || port === 0 || text.startsWith('0') ? undefined : port;
}

const PORT_REFUSED: Refused = refuse('port_out_of_range', 'A port is 1 to 65535.');

export function canonicaliseIpv4Port(text: string): CanonicalResult {
  const colon = text.lastIndexOf(':');
  const address = canonicaliseIpv4(text.slice(0, Math.max(colon, 0)));
  if (!address.ok) return address;
  const port = parsePort(text.slice(colon + 1));
  return port === undefined ? PORT_REFUSED : accept(`${address.value}:${port}`, address.flags);
}

export function canonicaliseIpv6Port(text: string): CanonicalResult {
  const close = text.indexOf(']:');
  if (!text.startsWith('[') || close < 0) return refuse('invalid_syntax', 'An IPv6 socket is [address]:port.');
  const address = canonicaliseIpv6(text.slice(1, close));
  if (!address.ok) return address;
  const port = parsePort(text.slice(close + 2));
  return port === undefined ? PORT_REFUSED : accept(`[${address.value}]:${port}`, address.flags);
}

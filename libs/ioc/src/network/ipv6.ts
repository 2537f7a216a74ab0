import { IPv6 } from 'ipaddr.js';
import { isHex } from '../chars';
import { accept, refuse } from '../refusal';
import type { CanonicalResult } from '../vocabulary';
import { scopeFlags } from './ip-scope';
import { formatGroups, isMapped, plainGroups } from './ipv6-groups';

/** Longest text form: six groups and an embedded IPv4 address. A zone id comes on top. */
const MAX_ADDRESS_LENGTH = 45;

const MAPPED = '::ffff:';

/** The address compressed after RFC 5952, or undefined. A zone id is not accepted here. */
export function compressIpv6(text: string): string | undefined {
  if (text.length < 2 || text.length > MAX_ADDRESS_LENGTH || !text.includes(':') || !hasIpv6Alphabet(text))
    return undefined;
  const groups = plainGroups(text);
  if (groups !== undefined && !isMapped(groups)) return formatGroups(groups);
  const zeroLed = text.split(':').some((group) => group.length > 4 && !group.includes('.'));
  if (zeroLed || !IPv6.isValid(text)) return undefined;
  const address = IPv6.parse(text);
  // RFC 5952 section 5 keeps the dotted form where the prefix says that an IPv4 address is embedded.
  if (address.isIPv4MappedAddress()) return MAPPED + address.toIPv4Address().toString();
  return address.toRFC5952String();
}

function hasIpv6Alphabet(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (!isHex(code) && code !== 58 && code !== 46) return false;
  }
  return true;
}

export function canonicaliseIpv6(text: string): CanonicalResult {
  const unbracketed = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  const zoneAt = unbracketed.indexOf('%');
  const compressed = compressIpv6(zoneAt < 0 ? unbracketed : unbracketed.slice(0, zoneAt));
  if (compressed === undefined) return refuse('invalid_syntax', 'The value is not an IPv6 address.');
  const flags = scopeFlags(compressed);
  // A zone id names an interface of one machine; it is no part of the address others can look up.
  return accept(compressed, zoneAt < 0 ? flags : [...flags, 'zone_id']);
}

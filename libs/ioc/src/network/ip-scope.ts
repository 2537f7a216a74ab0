import { NO_FLAGS } from '../refusal';
import type { IndicatorFlag, IpScope } from '../vocabulary';
import { IP_SCOPES } from '../vocabulary';
import { parseIpv4 } from './ipv4-text';
import { ipv6Groups, isMapped } from './ipv6-groups';

type Block4 = readonly [network: number, bits: number, scope: IpScope];
type Block6 = readonly [network: readonly number[], bits: number, scope: IpScope];

const v4 = (network: string, bits: number, scope: IpScope): Block4 => [Number(parseIpv4(network)), bits, scope];
const v6 = (network: string, bits: number, scope: IpScope): Block6 => [ipv6Groups(network) ?? [], bits, scope];

/** IANA IPv4 Special-Purpose Address Registry; the first match wins, so narrow blocks stand first. */
const BLOCKS_4: readonly Block4[] = [
  v4('0.0.0.0', 32, 'unspecified'),
  v4('0.0.0.0', 8, 'this_network'),
  v4('10.0.0.0', 8, 'private'),
  v4('100.64.0.0', 10, 'cgnat'),
  v4('127.0.0.0', 8, 'loopback'),
  v4('169.254.0.0', 16, 'link_local'),
  v4('172.16.0.0', 12, 'private'),
  v4('192.0.0.9', 32, 'public'),
  v4('192.0.0.10', 32, 'public'),
  v4('192.0.0.0', 24, 'reserved'),
  v4('192.0.2.0', 24, 'documentation'),
  v4('192.88.99.0', 24, 'sixtofour'),
  v4('192.168.0.0', 16, 'private'),
  v4('198.18.0.0', 15, 'benchmarking'),
  v4('198.51.100.0', 24, 'documentation'),
  v4('203.0.113.0', 24, 'documentation'),
  v4('224.0.0.0', 4, 'multicast'),
  v4('255.255.255.255', 32, 'broadcast'),
  v4('240.0.0.0', 4, 'reserved'),
];

/** IANA IPv6 Special-Purpose Address Registry; outside 2000::/3 what is not named is reserved. */
const BLOCKS_6: readonly Block6[] = [
  v6('::', 128, 'unspecified'),
  v6('::1', 128, 'loopback'),
  v6('64:ff9b:1::', 48, 'private'),
  v6('64:ff9b::', 96, 'nat64'),
  v6('100::', 64, 'discard'),
  v6('2001::', 32, 'teredo'),
  v6('2001:2::', 48, 'benchmarking'),
  v6('2001:db8::', 32, 'documentation'),
  v6('3fff::', 20, 'documentation'),
  v6('2002::', 16, 'sixtofour'),
  v6('2000::', 3, 'public'),
  v6('fc00::', 7, 'unique_local'),
  v6('fe80::', 10, 'link_local'),
  v6('ff00::', 8, 'multicast'),
  v6('::', 0, 'reserved'),
];

function sizeOf(bits: number): number {
  return 2 ** (32 - bits);
}

/** What all addresses under a first octet are, undefined where they differ: nearly all look-ups end here. */
const SCOPE_OF_OCTET: readonly (IpScope | undefined)[] = Array.from({ length: 256 }, (_, octet) => {
  const first = octet * 2 ** 24;
  const touching = BLOCKS_4.filter(([network, bits]) => network < first + 2 ** 24 && network + sizeOf(bits) > first);
  const [only] = touching;
  if (only === undefined) return 'public';
  return touching.length === 1 && only[0] <= first && only[0] + sizeOf(only[1]) >= first + 2 ** 24
    ? only[2]
    : undefined;
});

function scope4(value: number): IpScope {
  return SCOPE_OF_OCTET[value >>> 24] ?? scopeInBlocks(value);
}

function scopeInBlocks(value: number): IpScope {
  const block = BLOCKS_4.find(([network, bits]) => value >= network && value < network + sizeOf(bits));
  return block?.[2] ?? 'public';
}

function scope6(groups: readonly number[]): IpScope {
  // What an IPv4-mapped address reaches is the IPv4 host.
  if (isMapped(groups)) return scope4((groups[6] ?? 0) * 65_536 + (groups[7] ?? 0));
  return BLOCKS_6.find(([network, bits]) => isWithin(groups, network, bits))?.[2] ?? 'reserved';
}

function isWithin(groups: readonly number[], network: readonly number[], bits: number): boolean {
  for (let index = 0, rest = bits; rest > 0; index++, rest -= 16) {
    const dropped = Math.max(16 - rest, 0);
    if ((groups[index] ?? 0) >> dropped !== (network[index] ?? 0) >> dropped) return false;
  }
  return true;
}

/**
 * Where an address lives; undefined when the text is no address. An IPv4-mapped IPv6 address has the scope of its
 * IPv4 address. Zone ids are ignored.
 *
 * @example ipScope('100.64.1.1') // 'cgnat'
 */
export function ipScope(ip: string): IpScope | undefined {
  const parsed = parseIpv4(ip);
  if (typeof parsed === 'number') return scope4(parsed);
  const zoneAt = ip.indexOf('%');
  const bare = zoneAt < 0 ? ip : ip.slice(0, zoneAt);
  const groups = bare.includes(':') && bare.length <= 45 ? ipv6Groups(bare) : undefined;
  return groups === undefined ? undefined : scope6(groups);
}

/** Scopes that say nothing about the internet at large: such addresses mean something else in every network. */
const NOT_PUBLIC: ReadonlySet<IpScope> = new Set<IpScope>([
  'private',
  'unique_local',
  'loopback',
  'link_local',
  'cgnat',
  'benchmarking',
  'multicast',
  'broadcast',
  'reserved',
  'unspecified',
  'this_network',
  'discard',
]);

/**
 * Is the address useless outside its own network? Documentation addresses are not: they are flagged instead.
 *
 * @example isInternalScope('loopback') // true
 */
export function isInternalScope(scope: IpScope): boolean {
  return NOT_PUBLIC.has(scope);
}

/** The scope as flags of an indicator. */
export function scopeFlags(ip: string): readonly IndicatorFlag[] {
  const scope = ipScope(ip);
  if (scope === undefined || scope === 'public') return NO_FLAGS;
  const inner = scope === 'nat64' || scope === 'sixtofour' ? embeddedScope(ip, scope) : 'public';
  return inner === 'public' ? [scope] : [scope, inner];
}

/** The scope of the IPv4 address that a translated address carries: that host is reached. */
function embeddedScope(ip: string, scope: 'nat64' | 'sixtofour'): IpScope {
  const groups = ipv6Groups(ip);
  if (groups === undefined) return 'public';
  const at = scope === 'nat64' ? 6 : 1;
  return scope4((groups[at] ?? 0) * 65_536 + (groups[at + 1] ?? 0));
}

/** The same for an IPv4 address that is parsed already, as its 32-bit number. */
export function scopeFlags4(value: number): readonly IndicatorFlag[] {
  return FLAGS_OF[scope4(value)];
}

const FLAGS_OF = Object.fromEntries(
  IP_SCOPES.map((scope) => [scope, scope === 'public' ? NO_FLAGS : [scope]]),
) as Readonly<Record<IpScope, readonly IndicatorFlag[]>>;

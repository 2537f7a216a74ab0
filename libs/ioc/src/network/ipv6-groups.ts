import { IPv6 } from 'ipaddr.js';
import { isHex } from '../chars';

const GROUPS = 8;

/** The eight 16-bit groups of an address in any valid spelling, undefined for other text. */
export function ipv6Groups(text: string): readonly number[] | undefined {
  return plainGroups(text) ?? (IPv6.isValid(text) ? IPv6.parse(text).parts : undefined);
}

/**
 * The groups of an address in hexadecimal groups alone, whole or with one `::` for two groups or more; undefined for any
 * other spelling, valid or not.
 */
export function plainGroups(text: string): number[] | undefined {
  const gap = text.indexOf('::');
  if (gap < 0) return withCount(readGroups(text, 0, text.length), GROUPS, GROUPS);
  const head = withCount(readGroups(text, 0, gap), 0, GROUPS - 2);
  const tail = withCount(readGroups(text, gap + 2, text.length), 0, GROUPS - 2);
  if (head === undefined || tail === undefined || head.length + tail.length > GROUPS - 2) return undefined;
  return [...head, ...new Array<number>(GROUPS - head.length - tail.length).fill(0), ...tail];
}

function withCount(groups: number[] | undefined, fewest: number, most: number): number[] | undefined {
  return groups !== undefined && groups.length >= fewest && groups.length <= most ? groups : undefined;
}

const MAX_GROUP_DIGITS = 4;

/** Groups of one to four digits with single colons between; none at all from an empty range. */
function readGroups(text: string, from: number, to: number): number[] | undefined {
  const groups: number[] = [];
  for (let at = from; at < to || (at === to && to > from); at++) {
    const start = at;
    let group = 0;
    for (; at < to && isHex(text.charCodeAt(at)); at++) group = group * 16 + digitOf(text.charCodeAt(at));
    if (at === start || at - start > MAX_GROUP_DIGITS || (at < to && text.charCodeAt(at) !== 58)) return undefined;
    groups.push(group);
  }
  return groups;
}

function digitOf(code: number): number {
  return code < 58 ? code - 48 : (code | 32) - 87;
}

/** Lower case, no leading zeros, the first of the longest runs of two or more zero groups as `::` (RFC 5952). */
export function formatGroups(groups: readonly number[]): string {
  const { from, length } = longestZeros(groups);
  if (length < 2) return joined(groups);
  return `${joined(groups.slice(0, from))}::${joined(groups.slice(from + length))}`;
}

function joined(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':');
}

function longestZeros(groups: readonly number[]): { from: number; length: number } {
  let best = { from: 0, length: 0 };
  for (let at = 0; at < groups.length; at++) {
    const from = at;
    while (groups[at] === 0) at += 1;
    if (at - from > best.length) best = { from, length: at - from };
  }
  return best;
}

/** `::ffff:0:0/96`: an IPv4 address in the form of an IPv6 address. */
export function isMapped(groups: readonly number[]): boolean {
  return groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
}

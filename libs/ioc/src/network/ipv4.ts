import { isDigit } from '../chars';
import { accept, refuse } from '../refusal';
import type { CanonicalResult } from '../vocabulary';
import { scopeFlags } from './ip-scope';

/**
 * Strict dotted quad: four decimal octets, no leading zero (a reader may take it for octal).
 * Answers the 32-bit number, or what is wrong with it.
 */
export function parseIpv4(text: string): number | 'syntax' | 'range' | 'leading_zero' {
  let value = 0;
  let octets = 0;
  let index = 0;
  if (text.length < 7 || text.length > 15) return 'syntax';
  while (index < text.length) {
    const start = index;
    let octet = 0;
    while (index < text.length && isDigit(text.charCodeAt(index))) octet = octet * 10 + text.charCodeAt(index++) - 48;
    if (index === start) return 'syntax';
    if (index - start > 1 && text.charCodeAt(start) === 48) return 'leading_zero';
    if (octet > 255) return 'range';
    value = value * 256 + octet;
    octets += 1;
    if (index === text.length) break;
    if (text.charCodeAt(index) !== 46 || octets === 4) return 'syntax';
    index += 1;
  }
  return octets === 4 ? value : 'syntax';
}

export function formatIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => String((value >>> shift) & 255)).join('.');
}

export function canonicaliseIpv4(text: string): CanonicalResult {
  const parsed = parseIpv4(text);
  if (typeof parsed === 'number') return accept(text, scopeFlags(text));
  if (parsed === 'range') return refuse('out_of_range', 'An octet of the address is above 255.');
  if (parsed === 'leading_zero') {
    return refuse('leading_zero', 'An octet starts with zero, which some readers take for octal.');
  }
  return refuse('invalid_syntax', 'An IPv4 address has four decimal octets.');
}

import { accept, refuse } from '../refusal';
import type { CanonicalResult } from '../vocabulary';
import { scopeFlags4 } from './ip-scope';
import { parseIpv4 } from './ipv4-text';

export function canonicaliseIpv4(text: string): CanonicalResult {
  const parsed = parseIpv4(text);
  if (typeof parsed === 'number') return accept(text, scopeFlags4(parsed));
  if (parsed === 'range') return refuse('out_of_range', 'An octet of the address is above 255.');
  if (parsed === 'leading_zero') {
    return refuse('leading_zero', 'An octet starts with zero, which some readers take for octal.');
  }
  return refuse('invalid_syntax', 'An IPv4 address has four decimal octets.');
}

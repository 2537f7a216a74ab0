import { classOf, LOCAL } from '../chars';
import { accept, refuse } from '../refusal';
import type { CanonicalResult } from '../vocabulary';
import { canonicaliseDomain } from './domain';
import { canonicaliseOnion, isOnionName } from './onion';

const MAX_LOCAL_LENGTH = 64;

/** Dot-atoms only (RFC 5321 without quoted strings); the local part keeps its case, because its host decides on it. */
export function canonicaliseEmail(text: string): CanonicalResult {
  const at = text.lastIndexOf('@');
  if (at < 1) return refuse('invalid_syntax', 'An e-mail address has a local part, @ and a domain.');
  const local = text.slice(0, at);
  if (local.length > MAX_LOCAL_LENGTH) return refuse('too_long', 'The local part is longer than 64 octets.');
  if (!isLocalPart(local)) return refuse('invalid_character', 'The local part is not a dot-atom.');
  const host = text.slice(at + 1);
  const domain = isOnionName(host) ? canonicaliseOnion(host) : canonicaliseDomain(host);
  if (!domain.ok) return domain;
  return accept(domain.value === host ? text : `${local}@${domain.value}`, domain.flags);
}

function isLocalPart(local: string): boolean {
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return false;
  for (let index = 0; index < local.length; index++) {
    const code = local.charCodeAt(index);
    // RFC 6531 lets letters outside ASCII stand in a local part.
    if (code < 128 ? (classOf(code) & LOCAL) === 0 : code < 0xa1) return false;
  }
  return local.length > 0;
}

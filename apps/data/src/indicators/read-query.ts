import type { SearchQuery } from '@sentrybox/contracts';
import { invalidRequest } from '@sentrybox/errors';
import type { DomainError } from '@sentrybox/errors';
import { canonicalise, classify } from '@sentrybox/ioc';
import { storedValueOf } from '../model';

const shortestPrefix = 3;
/** Longer values are kept by a digest behind their first 190 characters. */
const longestPrefixBytes = 190;

export interface ValueFilter {
  readonly keys: readonly string[] | undefined;
  readonly prefixes: readonly string[] | undefined;
}

/**
 * What `q` asks for. Exact: the canonical spelling of what it says; text that is no indicator is looked for as it
 * stands, and found nowhere. Prefix: as it stands and in lower case, because most types are spelled so.
 * @throws DomainError invalid_request
 */
export function readQuery({ q, type, match }: SearchQuery): ValueFilter {
  if (q === undefined) {
    if (match === 'prefix') throw fault('q', 'required', 'A prefix search needs a prefix.');
    return { keys: undefined, prefixes: undefined };
  }
  if (match === 'prefix') return { keys: undefined, prefixes: prefixesOf(q) };
  if (type === undefined) {
    const found = classify(q);
    const values = found.ok ? [found.value, q] : [q];
    return { keys: [...new Set(values.map((value) => storedValueOf(value).lookupKey))], prefixes: undefined };
  }
  const found = canonicalise(type, q);
  if (!found.ok) throw fault('q', 'type_mismatch', `This is no value of the type ${type}.`);
  return { keys: [storedValueOf(found.value).lookupKey], prefixes: undefined };
}

function prefixesOf(q: string): string[] {
  if (Array.from(q).length < shortestPrefix) {
    throw fault('q', 'too_short', `A prefix has at least ${shortestPrefix} characters.`);
  }
  if (Buffer.byteLength(q) > longestPrefixBytes) {
    throw fault('q', 'too_long', `A prefix has at most ${longestPrefixBytes} bytes.`);
  }
  return [...new Set([q, q.toLowerCase()])];
}

function fault(field: string, code: string, message: string): DomainError {
  return invalidRequest(`Invalid value for: ${field}.`, [{ field, code, message }]);
}

import type { SearchQuery } from '@sentrybox/contracts';
import { invalidRequest } from '@sentrybox/errors';
import type { DomainError } from '@sentrybox/errors';
import { canonicalise, classify, refang } from '@sentrybox/ioc';
import { storedValueOf } from '../../model';
import { networkQuestion } from './networks';
import type { KeyRange, ValueQuestion } from './search-question';

const shortestPart = 3;
/** Longer values are kept by a digest behind their first 190 characters. */
const longestPrefixBytes = 190;

type Asked = Pick<SearchQuery, 'q' | 'type' | 'match'>;

/**
 * What `q` asks for. Exact: the canonical spelling of what it says; text that is no indicator is looked for as it
 * stands, and found nowhere. Prefix: as it stands and in lower case, because most types are spelled so. Substring: without
 * regard to case. Nothing in the text is a wildcard.
 * @throws DomainError invalid_request
 */
export function readQuery(asked: Asked): ValueQuestion | undefined {
  const { q } = asked;
  if (q === undefined) {
    if (asked.match === undefined || asked.match === 'exact') return undefined;
    throw fault('q', 'required', `A search by ${asked.match} needs something to look for.`);
  }
  switch (asked.match ?? defaultMatch(q, asked.type)) {
    case 'exact':
      return exact(q, asked.type);
    case 'prefix':
      assertLongEnough(q);
      return { kind: 'prefix', ranges: rangesOf(q) };
    case 'substring':
      return substring(q);
    case 'cidr': {
      const question = networkQuestion(q);
      if (question === undefined) throw fault('q', 'not_a_network', 'This is neither an address nor a network.');
      return question;
    }
  }
}

function defaultMatch(q: string, type: Asked['type']): 'exact' | 'substring' {
  const found = type === undefined ? classify(q) : canonicalise(type, q);
  return found.ok ? 'exact' : 'substring';
}

function exact(q: string, type: Asked['type']): ValueQuestion {
  if (type === undefined) {
    const found = classify(q);
    const values = found.ok ? [found.value, q] : [q];
    return { kind: 'keys', keys: [...new Set(values.map((value) => storedValueOf(value).lookupKey))] };
  }
  const found = canonicalise(type, q);
  if (!found.ok) throw fault('q', 'type_mismatch', `This is no value of the type ${type}.`);
  return { kind: 'keys', keys: [storedValueOf(found.value).lookupKey] };
}

function substring(q: string): ValueQuestion {
  const part = refang(q);
  assertLongEnough(part);
  const pattern = `%${part.replace(/[\\%_]/g, '\\$&')}%`;
  const isPrefix = Buffer.byteLength(part) <= longestPrefixBytes;
  return { kind: 'substring', pattern, ranges: isPrefix ? rangesOf(part) : [] };
}

function assertLongEnough(q: string): void {
  if (Array.from(q).length < shortestPart) {
    throw fault('q', 'too_short', `At least ${shortestPart} characters are needed to look for a part of a value.`);
  }
}

function rangesOf(q: string): KeyRange[] {
  if (Buffer.byteLength(q) > longestPrefixBytes) {
    throw fault('q', 'too_long', `A prefix has at most ${longestPrefixBytes} bytes.`);
  }
  return [...new Set([q, q.toLowerCase(), q.toUpperCase()])].map((from) => ({ from, to: `${from}\u{10FFFF}` }));
}

function fault(field: string, code: string, message: string): DomainError {
  return invalidRequest(`Invalid value for: ${field}.`, [{ field, code, message }]);
}

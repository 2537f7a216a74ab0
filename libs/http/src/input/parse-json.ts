import { isUtf8 } from 'node:buffer';
import type { DomainError } from '@sentrybox/errors';
import { invalidRequest } from '@sentrybox/errors';
import type { JsonLimits } from './json-limits';
import { scanJson } from './scan-json';
import type { JsonFault } from './scan-json';

const messageOf: Readonly<Record<JsonFault, string>> = {
  depth: 'The body is nested too deeply.',
  keys: 'The body has too many keys.',
  forbidden_key: 'The body has a key that is not allowed.',
  duplicate_key: 'An object of the body has the same key twice.',
};

/**
 * @returns what the JSON text means.
 * @throws DomainError invalid_request: not UTF-8, not JSON, or past the limits.
 */
export function parseJson(body: Buffer, limits: JsonLimits): unknown {
  if (!isUtf8(body)) throw faulty('malformed_json', 'The body is not valid UTF-8.');
  const text = body.toString('utf8');
  const fault = scanJson(text, limits);
  if (fault !== undefined) throw faulty(fault, messageOf[fault]);
  try {
    return JSON.parse(text);
  } catch {
    throw faulty('malformed_json', 'The body is not valid JSON.');
  }
}

function faulty(code: string, message: string): DomainError {
  return invalidRequest(message, [{ field: 'body', code, message }]);
}

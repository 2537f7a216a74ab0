import { accept, refuse } from '../refusal';
import type { CanonicalResult } from '../vocabulary';
import { MAX_INDICATOR_LENGTH } from '../vocabulary';

/** Longest user agent read; servers cut earlier. */
export const MAX_USER_AGENT_LENGTH = 1_024;

export function canonicaliseUserAgent(text: string): CanonicalResult {
  const value = text.trim();
  if (value.length < 3) return refuse('invalid_length', 'A user agent has at least three characters.');
  if (value.length > MAX_USER_AGENT_LENGTH) return refuse('too_long', 'A user agent is read up to 1,024 characters.');
  for (let index = 0; index < value.length; index++) {
    if (value.charCodeAt(index) < 32) return refuse('invalid_character', 'A user agent is one line.');
  }
  return accept(value);
}

/** A whole rule: `rule name … { … condition: … }`. The text is kept as it is. */
export function canonicaliseYaraRule(text: string): CanonicalResult {
  const value = text.trim();
  if (value.length > MAX_INDICATOR_LENGTH) return refuse('too_long', 'A rule is read up to 65,536 characters.');
  if (!/^(?:(?:private|global)\s+){0,2}rule\s+[a-z_]\w{0,127}/iu.test(value)) {
    return refuse('invalid_syntax', 'A YARA rule starts with "rule" and a name.');
  }
  return value.endsWith('}') && value.includes('{') && /\bcondition\s*:/u.test(value)
    ? accept(value)
    : refuse('invalid_syntax', 'A YARA rule has a body with a condition.');
}

import { createHash } from 'node:crypto';

const prefix = 'sb_';
const keyLength = 35;
const hexDigits = '0123456789abcdef';

/** Whether a text claims to be an API key, well formed or not. */
export function looksLikeApiKey(text: string): boolean {
  return text.startsWith(prefix);
}

/** Whether a text has the form of an API key: `sb_` and 32 lower-case hex digits (128 random bits). */
export function isApiKey(text: string): boolean {
  if (text.length !== keyLength || !looksLikeApiKey(text)) return false;
  return Array.from(text.slice(prefix.length)).every((digit) => hexDigits.includes(digit));
}

/** The only form in which a key leaves the process it arrived in: SHA-256, lower-case hex. */
export function digestOfApiKey(key: string): string {
  return createHash('sha256').update(key, 'utf8').digest('hex');
}

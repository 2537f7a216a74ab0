import { hash } from 'node:crypto';

const prefix = 'sb_';
const keyForm = /^sb_[0-9a-f]{32}$/;

/** Whether a text claims to be an API key, well formed or not. */
export function looksLikeApiKey(text: string): boolean {
  return text.startsWith(prefix);
}

/** Whether a text has the form of an API key: `sb_` and 32 lower-case hex digits (128 random bits). */
export function isApiKey(text: string): boolean {
  return keyForm.test(text);
}

/** The only form in which a key leaves the process it arrived in: SHA-256, lower-case hex. */
export function digestOfApiKey(key: string): string {
  return hash('sha256', key, 'hex');
}

import { digestOfApiKey, isApiKey, looksLikeApiKey } from './api-key';

export type Credential =
  | { readonly kind: 'api_key'; readonly digest: string }
  | { readonly kind: 'token'; readonly token: string }
  /** Something was presented that cannot be a credential here. */
  | { readonly kind: 'malformed' };

/**
 * Every distinct credential of a request, in the order sent.
 * @param rawHeaders names and values in turn, as Node hands them over: repeated headers must not vanish, because "first
 * wins" would let two components disagree about who is calling.
 */
export function credentialsOf(rawHeaders: readonly string[]): Credential[] {
  const found = new Map<string, Credential>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const value = rawHeaders[index + 1] ?? '';
    const credential = credentialIn(rawHeaders[index]?.toLowerCase() ?? '', value.trim());
    if (credential !== undefined) found.set(identityOf(credential), credential);
  }
  return [...found.values()];
}

function credentialIn(name: string, value: string): Credential | undefined {
  switch (name) {
    case 'authorization':
      return fromAuthorization(value);
    case 'x-api-key':
      return isApiKey(value) ? { kind: 'api_key', digest: digestOfApiKey(value) } : { kind: 'malformed' };
    default:
      return undefined;
  }
}

function fromAuthorization(value: string): Credential {
  const blank = value.indexOf(' ');
  const scheme = blank === -1 ? value : value.slice(0, blank);
  const text = blank === -1 ? '' : value.slice(blank + 1).trim();
  if (scheme.toLowerCase() !== 'bearer' || text === '') return { kind: 'malformed' };
  if (!looksLikeApiKey(text)) return { kind: 'token', token: text };
  return isApiKey(text) ? { kind: 'api_key', digest: digestOfApiKey(text) } : { kind: 'malformed' };
}

function identityOf(credential: Credential): string {
  switch (credential.kind) {
    case 'api_key':
      return credential.digest;
    case 'token':
      return credential.token;
    case 'malformed':
      return '';
  }
}

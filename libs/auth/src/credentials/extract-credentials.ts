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
    const read = readerOf(rawHeaders[index] ?? '');
    if (read === undefined) continue;
    const credential = read((rawHeaders[index + 1] ?? '').trim());
    found.set(identityOf(credential), credential);
  }
  return [...found.values()];
}

const readers = new Map([
  ['authorization', fromAuthorization],
  ['x-api-key', fromApiKeyHeader],
]);
const lengthsOfNames = new Set(Array.from(readers.keys(), (name) => name.length));

/** How a header is read that may hold a credential. Most headers of a request are told apart by their length. */
function readerOf(name: string): ((value: string) => Credential) | undefined {
  return lengthsOfNames.has(name.length) ? readers.get(name.toLowerCase()) : undefined;
}

function fromApiKeyHeader(value: string): Credential {
  return isApiKey(value) ? { kind: 'api_key', digest: digestOfApiKey(value) } : { kind: 'malformed' };
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

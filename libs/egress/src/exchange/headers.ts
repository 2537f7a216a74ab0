import { bug } from '@sentrybox/errors';

/** Headers that belong to the connection; a caller that sets one could speak to another host or smuggle a request. */
const ownHeaders = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What may follow a redirect to another origin. A list of the harmless: every source has its own name for a key. */
const portableHeaders = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'if-modified-since',
  'if-none-match',
  'user-agent',
]);

export type Headers = Readonly<Record<string, string>>;

/** @throws DomainError `internal_error` for a header that is not the caller's to set: a fault of the program. */
export function requestHeaders(given: Headers = {}): Headers {
  const headers: Record<string, string> = { 'user-agent': 'sentrybox', 'accept-encoding': 'gzip, br' };
  for (const [name, value] of Object.entries(given)) {
    const lower = name.toLowerCase();
    if (ownHeaders.has(lower)) {
      throw bug(`outbound requests may not set the header ${lower}`);
    }
    headers[lower] = value;
  }
  return headers;
}

/** The headers for a hop to another origin: no credentials of any name. */
export function withoutCredentials(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => portableHeaders.has(name)));
}

/** The headers for a hop whose body is dropped. */
export function withoutContent(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')));
}

export function responseHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

import type { ProxyOutcome } from './passage';

const statusOf: Readonly<Record<ProxyOutcome, string>> = {
  ok: '200 OK',
  cut: '502 Bad Gateway',
  unauthenticated: '407 Proxy Authentication Required',
  over_limit: '429 Too Many Requests',
  malformed: '400 Bad Request',
  // Both alike: what a name resolves to inside is nothing that a child has to know.
  blocked: '403 Forbidden',
  offline: '403 Forbidden',
  unreachable: '502 Bad Gateway',
  timeout: '504 Gateway Timeout',
};

/** A whole answer without a body, after which the connection is closed. */
export function refusal(outcome: ProxyOutcome): string {
  const challenge = outcome === 'unauthenticated' ? 'Proxy-Authenticate: Basic realm="egress"\r\n' : '';
  return `HTTP/1.1 ${statusOf[outcome]}\r\n${challenge}Content-Length: 0\r\nConnection: close\r\n\r\n`;
}

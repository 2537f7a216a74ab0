import type { ServerResponse } from 'node:http';
import type { RecordedRequest } from './recorded-request';

/** Plays one answer, or one way of failing, on an open exchange. */
export type Answer = (response: ServerResponse, request: RecordedRequest) => void;

type Headers = Readonly<Record<string, string>>;

/** A JSON answer. */
export function json(status: number, body: unknown, headers: Headers = {}): Answer {
  return raw(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

/** A body as it is, with its length. */
export function raw(status: number, body: string | Uint8Array, headers: Headers = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'content-length': String(Buffer.byteLength(body)), ...headers }).end(body);
  };
}

/** An answer without a body. */
export function empty(status: number, headers: Headers = {}): Answer {
  return (response) => {
    response.writeHead(status, headers).end();
  };
}

/** A web page with status 200 where JSON was expected: a captive portal, a log-in page. */
export function html(body = '<!doctype html><title>Sign in</title>', status = 200): Answer {
  return raw(status, body, { 'content-type': 'text/html; charset=utf-8' });
}

/** A redirect to an absolute or relative address. */
export function redirect(to: string, status: 301 | 302 | 303 | 307 | 308 = 302): Answer {
  return empty(status, { location: to });
}

/** Over the limit; `retryAfter` is seconds or an HTTP date. */
export function tooManyRequests(retryAfter?: string, body: unknown = { error: 'rate limited' }): Answer {
  return json(429, body, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
}

/** Answers by what was asked. */
export function answering(choose: (request: RecordedRequest) => Answer): Answer {
  return (response, request) => {
    choose(request)(response, request);
  };
}

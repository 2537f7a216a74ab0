import { EgressError } from '../egress.errors';
import type { EgressMethod } from '../egress-request';
import { withoutContent, withoutCredentials } from './headers';
import type { Headers } from './headers';

export interface Hop {
  readonly url: URL;
  readonly method: EgressMethod;
  readonly headers: Headers;
  readonly body: string | Uint8Array | undefined;
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

export function isRedirect(status: number, headers: Headers): boolean {
  return redirectStatuses.has(status) && headers['location'] !== undefined;
}

/**
 * The hop that a redirect asks for (RFC 9110 15.4). The target is judged by the caller like a first one.
 * @throws EgressError `redirect` when it leaves https, is no URL, or would carry a body to another origin.
 */
export function nextHop(hop: Hop, status: number, location: string): Hop {
  const url = targetOf(hop, location);
  const isSameOrigin = url.origin === hop.url.origin;
  const dropsBody = becomesGet(hop.method, status);
  if (!isSameOrigin && !dropsBody && hop.body !== undefined) {
    throw new EgressError('redirect');
  }
  const headers = isSameOrigin ? hop.headers : withoutCredentials(hop.headers);
  return dropsBody
    ? { url, method: 'GET', headers: withoutContent(headers), body: undefined }
    : { url, method: hop.method, headers, body: hop.body };
}

function targetOf(hop: Hop, location: string): URL {
  if (!URL.canParse(location, hop.url.href)) {
    throw new EgressError('redirect');
  }
  const url = new URL(location, hop.url);
  if (hop.url.protocol === 'https:' && url.protocol !== 'https:') {
    throw new EgressError('redirect');
  }
  return url;
}

/** 303 always, 301 and 302 for POST, as every client does (RFC 9110 15.4.2). */
function becomesGet(method: EgressMethod, status: number): boolean {
  return method !== 'HEAD' && (status === 303 || (status < 303 && method === 'POST'));
}

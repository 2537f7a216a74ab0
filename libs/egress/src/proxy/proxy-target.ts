import { bareHost } from '../connect/checked-addresses';
import { blocked } from '../egress.errors';
import type { EgressProfile } from '../profiles';
import { judgeUrl, portOf } from '../exchange/judge-url';

export interface ProxyTarget {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
}

// A name or IPv4 literal without a colon, or IPv6 in brackets; then the port, which CONNECT must have (RFC 9110 9.3.6).
const authority = /^(?:\[[0-9a-f:.]{2,45}\]|[^\s/?#@\\:[\]]{1,255}):\d{1,5}$/i;

/**
 * The target of a CONNECT request, judged as far as it can be without a look-up.
 * @returns undefined when it is no authority
 * @throws EgressError `blocked`
 */
export function tunnelTarget(profile: EgressProfile, text: string): ProxyTarget | undefined {
  // By the URL parser, so that 0x7f.1 and ①②⑦.0.0.1 mean here what they mean everywhere.
  const url = authority.test(text) && URL.canParse(`http://${text}`) ? new URL(`http://${text}`) : undefined;
  if (url === undefined || portOf(url) === 0) {
    return undefined;
  }
  if (profile.kind === 'configured') {
    const origin = new URL(profile.origin);
    if (origin.hostname !== url.hostname || portOf(origin) !== portOf(url)) {
      throw blocked('other_origin');
    }
  } else if (profile.kind === 'public' && !profile.ports.has(portOf(url))) {
    throw blocked('port');
  }
  return targetOf(url);
}

/**
 * The target of a request in absolute form. Only http comes this way: https is tunnelled.
 * @throws EgressError `blocked`
 */
export function forwardUrl(profile: EgressProfile, text: string): URL {
  const url = judgeUrl(profile, text);
  if (url.protocol !== 'http:') {
    throw blocked('scheme');
  }
  return url;
}

export function targetOf(url: URL): ProxyTarget {
  return { host: bareHost(url.hostname), port: portOf(url) };
}

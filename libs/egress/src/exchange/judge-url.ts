import { blocked } from '../egress.errors';
import type { EgressProfile } from '../profiles';

/**
 * Decides what can be decided before a connection: scheme, port, credentials and origin. Called for every hop.
 * @throws EgressError `blocked`
 */
export function judgeUrl(profile: EgressProfile, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw blocked('scheme');
  }
  if (url.username !== '' || url.password !== '') {
    throw blocked('credentials_in_url');
  }
  if (profile.kind === 'configured' && url.origin !== profile.origin) {
    throw blocked('other_origin');
  }
  if (profile.kind === 'public' && !profile.ports.has(portOf(url))) {
    throw blocked('port');
  }
  url.hash = '';
  return url;
}

export function portOf(url: URL): number {
  if (url.port !== '') {
    return Number(url.port);
  }
  return url.protocol === 'https:' ? 443 : 80;
}

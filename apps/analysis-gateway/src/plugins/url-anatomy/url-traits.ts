import { hostOfUrl } from '@sentrybox/ioc';
import { isPublicAddress } from '../public-scope';

export interface UrlTraits {
  readonly scheme: string;
  readonly host: string;
  readonly hostType: 'ipv4' | 'ipv6' | 'domain' | 'onion' | 'unknown';
  readonly port: number | null;
  readonly hasCredentials: boolean;
  readonly pathDepth: number;
  readonly parameterNames: readonly string[];
  readonly fileExtension: string | null;
  readonly hasNestedUrl: boolean;
  readonly isInternal: boolean;
  readonly length: number;
}

/** What a canonical URL says by its spelling alone. */
export function urlTraits(canonical: string): UrlTraits {
  const url = new URL(canonical);
  const host = hostOfUrl(canonical);
  const lastSegment = url.pathname.split('/').at(-1) ?? '';
  const dotAt = lastSegment.lastIndexOf('.');
  const rest = `${url.pathname}${url.search}${url.hash}`.toLowerCase();
  return {
    scheme: url.protocol.slice(0, -1),
    host: host?.host ?? url.hostname,
    hostType: host?.type ?? 'unknown',
    port: url.port === '' ? null : Number(url.port),
    hasCredentials: url.username !== '' || url.password !== '',
    pathDepth: url.pathname.split('/').filter((segment) => segment !== '').length,
    parameterNames: [...new Set(url.searchParams.keys())].slice(0, 20),
    fileExtension:
      dotAt > 0
        ? lastSegment
            .slice(dotAt + 1)
            .toLowerCase()
            .slice(0, 16)
        : null,
    hasNestedUrl: ['http://', 'https://', 'http%3a', 'https%3a'].some((mark) => rest.includes(mark)),
    isInternal: isPublicAddress(host?.host ?? '') === false,
    length: canonical.length,
  };
}

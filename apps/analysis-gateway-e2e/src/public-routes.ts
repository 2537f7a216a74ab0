import type { AppName } from '@sentrybox/contracts';

/**
 * Everything that needs no credential; a route that joins them is a decision that a reviewer sees here. Refreshing needs
 * none either, but answers 401 as well when there is nothing to refresh.
 */
export const publicRoutes: Readonly<Partial<Record<AppName, readonly string[]>>> = {
  identity: [
    'GET /.well-known/jwks.json',
    'POST /api/v1/auth/login',
    'POST /api/v1/auth/password-reset',
    'POST /api/v1/auth/refresh',
    'POST /api/v1/invitations/accept',
  ],
  data: [
    'GET /api/v1/dashboard/threat-intel',
    'GET /api/v1/exports/{format}',
    'GET /api/v1/feed-catalogue',
    'GET /api/v1/feeds/realtime',
    'GET /api/v1/indicators/search',
    'GET /api/v1/indicators/{id}',
    'GET /api/v1/intelligence/domain/{domain}',
    'GET /api/v1/intelligence/hash/{hash}',
    'GET /api/v1/intelligence/ip/{ip}',
    'GET /api/v1/intelligence/url/{url}',
    'GET /api/v1/sources',
    'GET /api/v1/sources/{id}',
    'GET /api/v1/sources/{id}/stats',
    'GET /api/v1/stats',
  ],
};

const pages = ['/health', '/health/live', '/health/ready', '/openapi.json', '/docs', '/docs/{file}'];

/** Pages about the service itself, at the root and where one origin serves all of them. */
export function ownPages(app: AppName): string[] {
  return pages.flatMap((page) => [`GET ${page}`, `GET /-/${app}${page}`]);
}

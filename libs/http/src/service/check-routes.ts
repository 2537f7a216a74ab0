import type { AppName, EndpointDefinition } from '@sentrybox/contracts';
import type { MountedRoute } from '../routing/mounted-routes';

/**
 * @throws Error naming every route that is mounted without an endpoint (so without saying who may call it), belongs to
 *   another app, or shares its id with another one.
 */
export function checkRoutes(app: AppName, routes: readonly MountedRoute[]): void {
  const endpoints = new Map<string, EndpointDefinition>();
  const problems = routes.flatMap(({ method, path, endpoint }) => {
    if (endpoint === undefined) return [`${method} ${path} is not declared by an endpoint`];
    if (endpoint.app !== app) return [`${endpoint.id} belongs to ${endpoint.app}`];
    const other = endpoints.get(endpoint.id);
    endpoints.set(endpoint.id, endpoint);
    return other !== undefined && other !== endpoint ? [`${endpoint.id} is the id of two endpoints`] : [];
  });
  if (problems.length > 0) throw new Error(`The routes of ${app} are not in order: ${problems.join('; ')}.`);
}

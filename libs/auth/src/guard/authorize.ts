import type { EndpointDefinition, Permission, Principal, UserPrincipal } from '@sentrybox/contracts';
import { missingPermission, noSuchResource, passwordChangeRequired, usersOnly } from '../auth.errors';

/** What an action is done to. */
export interface Resource {
  /** As a caller would call it: `team`, `service account`. */
  readonly type: string;
  /** The team that owns it; null: it belongs to the installation. */
  readonly teamId: string | null;
}

/**
 * The one decision whether a principal may do something: the permissions of a principal are already what roles and
 * grants give, cut down to the scopes of a key, and they hold in one team.
 * @param resource left out where a route has no object yet, as the guard of a route; the row's team is then the
 *   repository's part.
 * @throws notFound for a resource of another team, whatever the principal may do in its own; forbidden
 */
export function authorize(principal: Principal, action: Permission | 'authenticated', resource?: Resource): void {
  if (resource !== undefined && resource.teamId !== null && resource.teamId !== principal.teamId) {
    throw noSuchResource(resource.type);
  }
  if (action !== 'authenticated' && !principal.permissions.includes(action)) throw missingPermission(action);
}

/** Whether a principal may call a route. @throws forbidden */
export function authorizeRoute(principal: Principal, endpoint: EndpointDefinition): void {
  if (endpoint.access === 'public') return;
  if (principal.kind === 'user' && principal.mustChangePassword && endpoint.allowedBeforePasswordChange !== true) {
    throw passwordChangeRequired();
  }
  authorize(principal, endpoint.access);
}

/**
 * Nobody grants what they do not hold, nor acts on somebody who holds more.
 * @returns those of the permissions that the principal does not hold; none is the permission to go on.
 */
export function beyondOwn(principal: Principal, wanted: Iterable<Permission>): Permission[] {
  return [...new Set(wanted)].filter((permission) => !principal.permissions.includes(permission));
}

/** The principal as a user. @throws forbidden for service accounts */
export function requireUser(principal: Principal): UserPrincipal {
  if (principal.kind !== 'user') throw usersOnly();
  return principal;
}

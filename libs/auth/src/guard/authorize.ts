import type { EndpointDefinition, Principal, UserPrincipal } from '@sentrybox/contracts';
import { missingPermission, passwordChangeRequired, usersOnly } from '../auth.errors';

/**
 * Whether a principal may call a route. `permissions` of a principal are already role ∩ scopes; the team of the row is
 * the repository's part.
 * @throws forbidden
 */
export function authorize(principal: Principal, endpoint: EndpointDefinition): void {
  if (endpoint.access === 'public') return;
  if (principal.kind === 'user' && principal.mustChangePassword && endpoint.allowedBeforePasswordChange !== true) {
    throw passwordChangeRequired();
  }
  if (endpoint.access !== 'authenticated' && !principal.permissions.includes(endpoint.access)) {
    throw missingPermission(endpoint.access);
  }
}

/** The principal as a user. @throws forbidden for service accounts */
export function requireUser(principal: Principal): UserPrincipal {
  if (principal.kind !== 'user') throw usersOnly();
  return principal;
}

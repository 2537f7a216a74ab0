import type { Principal, SourceScope } from '@sentrybox/contracts';
import { forbidden } from '@sentrybox/errors';

/**
 * What belongs to everybody is nobody's team's: the platform decides. A team's permission was checked by the route.
 * @throws DomainError platform_admin_required
 */
export function assertMayChange(principal: Principal, scope: SourceScope): void {
  if (scope === 'team') return;
  if (principal.kind === 'user' && principal.platformRole === 'admin') return;
  throw forbidden('What is of scope platform is changed by platform admins only.', 'platform_admin_required');
}

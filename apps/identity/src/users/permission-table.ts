import type { listPermissions, Permission, ResponseOf } from '@sentrybox/contracts';
import {
  isPlatformPermission,
  permissionDescriptions,
  permissions,
  permissionsOfPlatformRole,
  permissionsOfTeamRole,
  platformRoles,
  teamRoles,
} from '@sentrybox/contracts';

type PermissionFacts = ResponseOf<typeof listPermissions, 200>['permissions'][number];

/** What each permission allows, and which roles hold it. */
export const permissionTable: PermissionFacts[] = permissions.map((permission) => ({
  permission,
  description: permissionDescriptions[permission],
  dimension: isPlatformPermission(permission) ? 'platform' : 'team',
  platform_roles: platformRoles.filter((role) => permissionsOfPlatformRole[role].includes(permission)),
  team_roles: teamRoles.filter((role) => permissionsOfTeamRole[role].includes(permission)),
}));

export const permissionsByVerb: Readonly<Record<string, Permission[]>> = Object.fromEntries(
  [...new Set(permissions.map(verbOf))].map((verb) => [verb, permissions.filter((one) => verbOf(one) === verb)]),
);

function verbOf(permission: Permission): string {
  return permission.slice(permission.indexOf(':') + 1);
}

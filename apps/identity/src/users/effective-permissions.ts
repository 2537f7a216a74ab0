import type { Permission, PlatformRole, TeamRole } from '@sentrybox/contracts';
import {
  isPlatformPermission,
  permissions,
  permissionsOfPlatformRole,
  permissionsOfTeamRole,
} from '@sentrybox/contracts';

export interface RightsOfUser {
  readonly platformRole: PlatformRole;
  /** In the team that the token acts in. */
  readonly teamRole: TeamRole;
  /** About the installation and in that team. A word of an older version that means nothing any more grants nothing. */
  readonly grants: readonly string[];
}

/** What a user may do in one team: two dimensions of roles, and the grants beyond them. */
export function effectivePermissions({ platformRole, teamRole, grants }: RightsOfUser): Permission[] {
  const held = new Set<string>([
    ...permissionsOfPlatformRole[platformRole],
    ...permissionsOfTeamRole[teamRole],
    ...grants,
  ]);
  return permissions.filter((permission) => held.has(permission));
}

/** What a user may do about the installation, whatever the team. */
export function platformRightsOf(user: {
  readonly platformRole: PlatformRole;
  readonly permissions: readonly Permission[];
}): Permission[] {
  return [...permissionsOfPlatformRole[user.platformRole], ...user.permissions];
}

/** What a member may do in the team. */
export function teamRightsOf(member: { readonly role: TeamRole; readonly permissions: readonly Permission[] }) {
  return [...permissionsOfTeamRole[member.role], ...member.permissions];
}

/** Grants by their dimension. */
export function byDimension(grants: readonly Permission[]): {
  readonly platform: readonly Permission[];
  readonly team: readonly Permission[];
} {
  const unique = permissions.filter((permission) => grants.includes(permission));
  return {
    platform: unique.filter(isPlatformPermission),
    team: unique.filter((permission) => !isPlatformPermission(permission)),
  };
}

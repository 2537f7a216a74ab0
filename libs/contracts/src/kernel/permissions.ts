import { z } from 'zod';

/** Every permission, `noun:verb`. API-key scopes are the same strings. */
export const permissions = [
  'actions:run',
  'analyses:read',
  'analyses:run',
  'plugins:read',
  'indicators:read',
  'indicators:write',
  'sources:read',
  'sources:write',
  'profile:read',
  'profile:write',
  'service-accounts:read',
  'service-accounts:write',
  'sessions:write',
  'teams:read',
] as const;

export type Permission = (typeof permissions)[number];

export const permissionSchema = z.enum(permissions);

export const platformRoles = ['admin', 'analyst', 'viewer'] as const;
export const platformRoleSchema = z.enum(platformRoles);
export type PlatformRole = z.infer<typeof platformRoleSchema>;

export const teamRoles = ['owner', 'admin', 'member', 'viewer'] as const;
export const teamRoleSchema = z.enum(teamRoles);
export type TeamRole = z.infer<typeof teamRoleSchema>;

const viewer: readonly Permission[] = [
  'analyses:read',
  'plugins:read',
  'indicators:read',
  'sources:read',
  'profile:read',
  'profile:write',
  'sessions:write',
  'teams:read',
];
const member: readonly Permission[] = [...viewer, 'actions:run', 'analyses:run', 'indicators:write'];
const admin: readonly Permission[] = [...member, 'sources:write', 'service-accounts:read', 'service-accounts:write'];

/** What a role grants inside its team. */
export const permissionsOfTeamRole: Readonly<Record<TeamRole, readonly Permission[]>> = {
  viewer,
  member,
  admin,
  owner: admin,
};

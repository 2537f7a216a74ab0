import { z } from 'zod';

/** Permissions about the installation: from the platform role or a grant, never from a team and never in an API key. */
export const platformPermissions = [
  'platform-audit:read',
  'platform-plugins:write',
  'signing-keys:read',
  'signing-keys:write',
  'teams:create',
  'users:read',
  'users:write',
  'work:read',
  'work:manage',
] as const;
type PlatformPermission = (typeof platformPermissions)[number];

/** Permissions inside one team: from the team role or a grant in that team. API-key scopes are the same strings. */
const teamPermissions = [
  'actions:run',
  'analyses:read',
  'analyses:run',
  'analyses:override',
  'analysis-settings:write',
  'plugins:read',
  'plugins:write',
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
  'teams:write',
  'teams:delete',
  'members:read',
  'members:write',
  'audit:read',
] as const;
type TeamPermission = (typeof teamPermissions)[number];

/** Every permission, `noun:verb`. */
export const permissions = [...teamPermissions, ...platformPermissions] as const;

export type Permission = TeamPermission | PlatformPermission;

export const permissionSchema = z.enum(permissions);

/** What each permission lets its holder do, in a line. */
export const permissionDescriptions: Readonly<Record<Permission, string>> = {
  'actions:run': 'Extract, defang and refang indicators in a text.',
  'analyses:read': 'Read stored analyses and poll pending results.',
  'analyses:run': 'Analyse indicators, which may use up the quotas of outside sources.',
  'analyses:override': 'State another verdict on an indicator beside the computed one.',
  'analysis-settings:write': "Change the team's default markings, webhook and rules of verdicts.",
  'plugins:read': 'List the analysis plugins, their settings without secrets, and their quotas.',
  'plugins:write': "Change the team's settings and keys of analysis plugins, and test them.",
  'indicators:read': "Read the team's own intelligence beside the public one.",
  'indicators:write': "Add and delete the team's own indicators.",
  'sources:read': "Read the team's sources, imports and warninglists.",
  'sources:write': 'Create, change, import into and delete sources and warninglists.',
  'profile:read': 'Read the own user.',
  'profile:write': 'Change the own user and password.',
  'service-accounts:read': 'List service accounts and their API keys.',
  'service-accounts:write': 'Create and delete service accounts and API keys.',
  'sessions:write': 'Log out and switch to another of the own teams.',
  'teams:read': 'Read the own teams.',
  'teams:write': 'Rename and describe the team.',
  'teams:delete': 'Delete the team.',
  'members:read': 'See who is in the team.',
  'members:write': 'Add, invite, change and remove members of the team.',
  'audit:read': "Read, export and verify the team's audit log.",
  'platform-audit:read': 'Read, export and verify what the audit log holds of no team.',
  'platform-plugins:write': 'Change the settings and keys of analysis plugins for all teams.',
  'signing-keys:read': 'List the keys that access tokens are signed with.',
  'signing-keys:write': 'Rotate and revoke the keys that access tokens are signed with.',
  'teams:create': 'Create a team and become its owner.',
  'users:read': 'See every user of the installation.',
  'users:write': 'Create, change, suspend and delete users and reset their passwords.',
  'work:read': 'See the slow work of all teams, without what it is about.',
  'work:manage': 'Try dead letters again, put them away, and cancel work of any team.',
};

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
  'members:read',
];
const member: readonly Permission[] = [
  ...viewer,
  'actions:run',
  'analyses:run',
  'analyses:override',
  'indicators:write',
];
const admin: readonly Permission[] = [
  ...member,
  'analysis-settings:write',
  'plugins:write',
  'sources:write',
  'service-accounts:read',
  'service-accounts:write',
  'teams:write',
  'members:write',
  'audit:read',
];

/** What a role grants inside its team. */
export const permissionsOfTeamRole: Readonly<Record<TeamRole, readonly Permission[]>> = {
  viewer,
  member,
  admin,
  owner: [...admin, 'teams:delete'],
};

/** What a platform role grants in the installation. It opens no team's data. */
export const permissionsOfPlatformRole: Readonly<Record<PlatformRole, readonly Permission[]>> = {
  viewer: [],
  analyst: ['teams:create'],
  admin: platformPermissions,
};

/** Whether a permission is about the installation rather than one team. */
export function isPlatformPermission(permission: Permission): boolean {
  return (platformPermissions as readonly string[]).includes(permission);
}

import { permissionsOfTeamRole } from '@sentrybox/contracts';
import type { KeyPrincipal, UserPrincipal } from '@sentrybox/contracts';
import { uuidv7 } from '@sentrybox/database';

/** Somebody at a keyboard, of a team of their own; with `teamRole` alone, what that role grants. */
export function aUserPrincipal(overrides: Partial<UserPrincipal> = {}): UserPrincipal {
  const teamRole = overrides.teamRole ?? 'member';
  return {
    kind: 'user',
    userId: uuidv7(),
    sessionId: uuidv7(),
    platformRole: 'analyst',
    mustChangePassword: false,
    teamId: uuidv7(),
    teamRole,
    permissions: [...permissionsOfTeamRole[teamRole]],
    ...overrides,
  };
}

/** A service account by one of its keys, of a team of its own; with `teamRole` alone, what that role grants. */
export function aKeyPrincipal(overrides: Partial<KeyPrincipal> = {}): KeyPrincipal {
  const teamRole = overrides.teamRole ?? 'member';
  return {
    kind: 'api_key',
    keyId: uuidv7(),
    serviceAccountId: uuidv7(),
    serviceAccountName: 'soar',
    teamId: uuidv7(),
    teamRole,
    permissions: [...permissionsOfTeamRole[teamRole]],
    ...overrides,
  };
}

import type { Permission, ResponseOf } from '@sentrybox/contracts';
import type { getUser, listUsers } from '@sentrybox/contracts';
import type { TeamOfUser } from './team-of-user';
import type { User } from './user.entity';

export type UserView = ResponseOf<typeof getUser, 200>['data'];
type ListedUserView = ResponseOf<typeof listUsers, 200>['data'][number];

/** What a list shows of a user. */
export type ListableUser = Pick<
  User,
  | 'id'
  | 'email'
  | 'fullName'
  | 'platformRole'
  | 'status'
  | 'mustChangePassword'
  | 'createdAt'
  | 'updatedAt'
  | 'lastLoginAt'
>;

export function listedUserView(user: ListableUser): ListedUserView {
  return {
    id: user.id,
    email: user.email,
    full_name: user.fullName,
    role: user.platformRole,
    status: user.status,
    must_change_password: user.mustChangePassword,
    created_at: user.createdAt.toISOString(),
    updated_at: user.updatedAt.toISOString(),
    last_login: user.lastLoginAt?.toISOString() ?? null,
  };
}

/** @param teamId the team that the reader acts in: grants in others are not for the reader to see. */
export function userView(user: User, teams: readonly TeamOfUser[], teamId: string): UserView {
  return {
    ...listedUserView(user),
    teams: teams.map(({ id, name, role }) => ({ id, name, role })),
    permissions: [...user.permissions, ...grantsIn(teams, teamId)],
    settings: { ...user.settings },
  };
}

function grantsIn(teams: readonly TeamOfUser[], teamId: string): readonly Permission[] {
  return teams.find(({ id }) => id === teamId)?.permissions ?? [];
}

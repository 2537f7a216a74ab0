import { Injectable } from '@nestjs/common';
import type { getOwnProfile, ResponseOf, UserPrincipal } from '@sentrybox/contracts';
import type { TeamOfUser } from './team-of-user';
import { noSuchUser } from './users.errors';
import { UsersRepository } from './users.repository';

type OwnProfile = ResponseOf<typeof getOwnProfile, 200>['data'];

@Injectable()
export class ProfileService {
  constructor(private readonly users: UsersRepository) {}

  async own(caller: UserPrincipal): Promise<OwnProfile> {
    const user = await this.users.findById(caller.userId);
    if (user === undefined) throw noSuchUser();
    return {
      id: user.id,
      email: user.email,
      full_name: user.fullName,
      role: user.platformRole,
      status: user.status,
      teams: await this.teams(caller),
      team_id: caller.teamId,
      effective_permissions: caller.permissions,
      must_change_password: user.mustChangePassword,
      created_at: user.createdAt.toISOString(),
      updated_at: user.updatedAt.toISOString(),
      last_login: user.lastLoginAt?.toISOString() ?? null,
    };
  }

  async teams(caller: UserPrincipal): Promise<TeamOfUser[]> {
    return await this.users.teamsOf(caller.userId);
  }
}

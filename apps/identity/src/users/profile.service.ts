import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import type { getOwnProfile, InputOf, ResponseOf, updateOwnProfile, UserPrincipal } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { mergeSettings } from './merge-settings';
import type { TeamOfUser } from './team-of-user';
import { userView } from './user.view';
import { noSuchUser } from './users.errors';
import { UsersRepository } from './users.repository';

type OwnProfile = ResponseOf<typeof getOwnProfile, 200>['data'];

@Injectable()
export class ProfileService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async own(caller: UserPrincipal): Promise<OwnProfile> {
    const user = await this.users.findById(caller.userId);
    if (user === undefined) throw noSuchUser();
    return {
      ...userView(user, await this.teams(caller), caller.teamId),
      team_id: caller.teamId,
      effective_permissions: caller.permissions,
    };
  }

  /** Name and settings; rights are not for the user to change. */
  async update(caller: UserPrincipal, wanted: InputOf<typeof updateOwnProfile>['body']): Promise<OwnProfile> {
    await this.database.inTeam(caller.teamId, async () => {
      // Two changes at once must not lose a setting to each other.
      const user = await this.users.lock(caller.userId);
      if (user === undefined) throw noSuchUser();
      const settings = wanted.settings === undefined ? undefined : mergeSettings(user.settings, wanted.settings);
      await this.users.update(user.id, { fullName: wanted.full_name, settings }, this.clock.now());
      await this.audit.record({
        action: 'user_updated',
        teamId: caller.teamId,
        object: { type: 'user', id: user.id },
        outcome: 'success',
        details: { fields: Object.keys(wanted).join(' ') },
      });
    });
    return await this.own(caller);
  }

  async teams(caller: UserPrincipal): Promise<TeamOfUser[]> {
    return await this.users.teamsOf(caller.userId);
  }
}

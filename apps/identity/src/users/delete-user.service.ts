import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import { beyondOwn } from '@sentrybox/auth';
import type { Principal } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { CredentialChanges } from '../changes';
import { PasswordResetsRepository } from '../password-reset';
import { SessionsRepository } from '../sessions';
import { platformRightsOf } from './effective-permissions';
import { RightsRepository } from './rights.repository';
import { holdsMore, lastAdmin, lastOwner, noSuchUser } from './users.errors';
import { UsersRepository } from './users.repository';

@Injectable()
export class DeleteUserService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly rights: RightsRepository,
    private readonly sessions: SessionsRepository,
    private readonly resets: PasswordResetsRepository,
    private readonly changes: CredentialChanges,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Ends everything that the user could act by, in one transaction: sessions, memberships, invitations and API keys that
   * the user made (who made a key has seen it), a pending password reset.
   * @throws notFound; forbidden when the user holds more; conflict for the last admin or owner.
   */
  async remove(caller: Principal, id: string): Promise<void> {
    await this.database.inTeam(caller.teamId, async () => {
      const locked = await this.rights.lockUser(id);
      if (locked === undefined) throw noSuchUser();
      const { user, otherAdmins } = locked;
      const above = beyondOwn(caller, platformRightsOf(user));
      if (above.length > 0) throw holdsMore(above);
      if (user.platformRole === 'admin' && user.status === 'active' && otherAdmins === 0) throw lastAdmin();
      const teams = await this.rights.lockTeamsOnlyOwnedBy(id);
      if (teams.length > 0) throw lastOwner(teams);
      const now = this.clock.now();
      const sessionIds = await this.sessions.endAllOf(id, 'deleted', now);
      const keyIds = await this.rights.withdraw(id, now);
      await this.resets.remove(id);
      await this.users.markDeleted(id, now);
      await this.audit.record({
        action: 'user_deleted',
        teamId: caller.teamId,
        object: { type: 'user', id },
        outcome: 'success',
        details: { platform_role: user.platformRole, ended_sessions: sessionIds.length, revoked_keys: keyIds.length },
      });
      this.changes.announce({ userIds: [id], sessionIds, keyIds });
    });
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import { Database } from '@sentrybox/database';
import { conflict, notFound } from '@sentrybox/errors';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { CredentialChanges } from '../changes';
import { MembershipsRepository, noSuchUser, RightsRepository, TeamsRepository, UsersRepository } from '../users';

export interface MadeOwner {
  readonly email: string;
  readonly team: string;
}

/**
 * Makes somebody an owner of a team, for whoever may run commands on the host: the way out when the last owner is away,
 * whom no route lets anybody replace.
 */
@Injectable()
export class MakeOwnerService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly teams: TeamsRepository,
    private readonly rights: RightsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly changes: CredentialChanges,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws notFound; conflict unless the user is active */
  async run(email: string, teamName: string): Promise<MadeOwner> {
    const found = await this.users.findByEmail(email);
    if (found === undefined) throw noSuchUser();
    const teamId = await this.teams.findByName(teamName);
    if (teamId === undefined) throw notFound('There is no such team.');
    await this.database.inTeam(teamId, async () => {
      const user = await this.rights.lockMember(teamId, found.id);
      if (user?.status !== 'active') throw conflict('The user is not active.');
      const member = await this.memberships.find(teamId, user.id);
      if (member === undefined) {
        await this.memberships.insert({ teamId, userId: user.id, role: 'owner', createdAt: this.clock.now() });
      } else {
        await this.memberships.update(teamId, user.id, { role: 'owner' });
      }
      await this.users.endAccessTokens(user.id);
      await this.audit.record({
        action: 'privilege_permissions_changed',
        teamId,
        object: { type: 'user', id: user.id },
        outcome: 'success',
        details: { team_role: 'owner', from_role: member?.role ?? 'none', reason: 'command line' },
      });
      this.changes.announce({ userIds: [user.id] });
    });
    return { email: found.email, team: teamName };
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import { authorize, beyondOwn } from '@sentrybox/auth';
import type { createInvitation, InputOf, Principal } from '@sentrybox/contracts';
import { permissionsOfPlatformRole, permissionsOfTeamRole, subjectIdOf } from '@sentrybox/contracts';
import { Database, uuidv7 } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import type { Page, Paged } from '../paging';
import { newSingleUseToken } from '../single-use-tokens';
import { grantAboveOwn, RightsRepository } from '../users';
import type { Invitation } from './invitation.entity';
import { noSuchInvitation } from './invitations.errors';
import { InvitationsRepository } from './invitations.repository';

const lifetimeMs = 3 * 86_400_000;

type Wanted = InputOf<typeof createInvitation>['body'];

export type OpenInvitation = Omit<Invitation, 'failures' | 'acceptedAt' | 'revokedAt' | 'secretHash'>;

export interface CreatedInvitation {
  /** Leaves once, in the answer to its creation. */
  readonly token: string;
  readonly invitation: OpenInvitation;
}

@Injectable()
export class InvitationsService {
  constructor(
    private readonly database: Database,
    private readonly invitations: InvitationsRepository,
    private readonly rights: RightsRepository,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Says nothing about whether the address has an account. @throws notFound; forbidden for more than the caller holds */
  async create(caller: Principal, teamId: string, wanted: Wanted): Promise<CreatedInvitation> {
    authorize(caller, 'members:write', { type: 'team', teamId });
    const granted = [...permissionsOfTeamRole[wanted.role], ...permissionsOfPlatformRole[wanted.platform_role]];
    const above = beyondOwn(caller, granted);
    if (above.length > 0) throw grantAboveOwn(above);
    const id = uuidv7();
    const { token, secretHash } = newSingleUseToken('sbi_', id);
    const createdAt = this.clock.now();
    const invitation = {
      id,
      teamId,
      email: wanted.email,
      role: wanted.role,
      platformRole: wanted.platform_role,
      invitedBy: subjectIdOf(caller),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + lifetimeMs),
    };
    await this.database.inTeam(teamId, async () => {
      await this.rights.lockTeam(teamId); // two for one address at once
      await this.invitations.revokeAll(teamId, { email: wanted.email }, createdAt);
      await this.invitations.insert({ ...invitation, secretHash });
      await this.record(teamId, 'user_invited', id, { team_role: wanted.role, platform_role: wanted.platform_role });
    });
    return { token, invitation };
  }

  async list(caller: Principal, teamId: string, page: Page): Promise<Paged<OpenInvitation>> {
    authorize(caller, 'members:write', { type: 'team', teamId });
    const now = this.clock.now();
    return await this.database.inTeam(teamId, async () => ({
      items: await this.invitations.list(teamId, page, now),
      total: await this.invitations.count(teamId, now),
    }));
  }

  async revoke(caller: Principal, teamId: string, id: string): Promise<void> {
    authorize(caller, 'members:write', { type: 'team', teamId });
    await this.database.inTeam(teamId, async () => {
      if (!(await this.invitations.revoke(teamId, id, this.clock.now()))) throw noSuchInvitation();
      await this.record(teamId, 'invitation_revoked', id, {});
    });
  }

  private async record(teamId: string, action: string, id: string, details: Record<string, string>): Promise<void> {
    await this.audit.record({ action, teamId, object: { type: 'invitation', id }, outcome: 'success', details });
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import { permissionsOfPlatformRole, permissionsOfTeamRole } from '@sentrybox/contracts';
import type { Permission, TeamRole } from '@sentrybox/contracts';
import { Database, isUniqueViolation, uuidv7 } from '@sentrybox/database';
import type { DomainError } from '@sentrybox/errors';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { LoginThrottle } from '../login-throttle';
import { PasswordHasher, PasswordRules } from '../passwords';
import { ServiceAccountsRepository } from '../service-accounts';
import { invalidSingleUseToken, isTokenRight, readSingleUseToken } from '../single-use-tokens';
import type { User } from '../users';
import { emailTaken, MembershipsRepository, platformRightsOf, teamRightsOf, UsersRepository } from '../users';
import type { Invitation } from './invitation.entity';
import { alreadyAMember, notTheAccount } from './invitations.errors';
import { InvitationsRepository } from './invitations.repository';

export interface Acceptance {
  readonly token: string;
  readonly password: string;
  readonly fullName: string | undefined;
}

export interface Accepted {
  readonly userId: string;
  readonly teamId: string;
  readonly email: string;
}

@Injectable()
export class AcceptInvitationService {
  constructor(
    private readonly database: Database,
    private readonly invitations: InvitationsRepository,
    private readonly users: UsersRepository,
    private readonly memberships: MembershipsRepository,
    private readonly accounts: ServiceAccountsRepository,
    private readonly rules: PasswordRules,
    private readonly hasher: PasswordHasher,
    private readonly throttle: LoginThrottle,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Lets the invited one into the team: with a new account under the given password, or, where the address has an
   * account, by its password: an invitation alone opens nobody's account.
   * @throws invalid_request with the code `invalid_token` or `weak_password`; unauthenticated; rate_limited; conflict
   */
  async accept(acceptance: Acceptance): Promise<Accepted> {
    const invitation = await this.presented(acceptance.token);
    const user = await this.users.findByEmail(invitation.email);
    if (user !== undefined) await this.prove(user, invitation, acceptance.password);
    else await this.rules.check(acceptance.password, invitation.email, 'password');
    const passwordHash = user === undefined ? await this.hasher.hash(acceptance.password) : undefined;
    const userId = user?.id ?? uuidv7();
    try {
      await this.database.inTeam(invitation.teamId, async () => {
        if (passwordHash !== undefined) await this.createUser(userId, invitation, acceptance.fullName, passwordHash);
        await this.join(userId, invitation);
      });
    } catch (error) {
      if (isUniqueViolation(error, 'uq_user__email')) throw emailTaken(); // made in the same moment
      throw error;
    }
    return { userId, teamId: invitation.teamId, email: invitation.email };
  }

  private async presented(token: string): Promise<Invitation> {
    const presented = readSingleUseToken('sbi_', token);
    const teamId = presented && (await this.invitations.teamOf(presented.id));
    if (presented === undefined || teamId === undefined) throw await this.refused(null, undefined);
    const invitation = await this.database.inTeam(teamId, async () => {
      const found = await this.invitations.findOpen(teamId, presented.id);
      if (found === undefined) return undefined;
      if (isTokenRight(found, presented, this.clock.now()))
        return (await this.mayStillInvite(found)) ? found : undefined;
      await this.invitations.countFailure(teamId, found.id);
      return undefined;
    });
    if (invitation === undefined) throw await this.refused(teamId, presented.id);
    return invitation;
  }

  /** Whoever lost the right to grant what the invitation promises has not granted it. */
  private async mayStillInvite({ teamId, invitedBy, role, platformRole }: Invitation): Promise<boolean> {
    if (invitedBy === null) return true;
    const member = await this.memberships.find(teamId, invitedBy);
    const inviter = await this.users.findById(invitedBy);
    const held: readonly string[] =
      member === undefined || inviter?.status !== 'active'
        ? permissionsOfAccount(await this.accounts.find(teamId, invitedBy))
        : [...platformRightsOf(inviter), ...teamRightsOf(member)];
    const needed = [...permissionsOfTeamRole[role], ...permissionsOfPlatformRole[platformRole], 'members:write'];
    return needed.every((permission) => held.includes(permission));
  }

  private async prove(user: User, { teamId, id }: Invitation, password: string): Promise<void> {
    const attempt = await this.throttle.begin(user.email, user.id);
    const isRight = await this.hasher.verify(user.passwordHash, password, () => this.throttle.allow(attempt));
    if (isRight && user.status === 'active') return;
    await this.throttle.failed(attempt);
    await this.database.inTeam(teamId, () => this.invitations.countFailure(teamId, id));
    await this.refused(teamId, id);
    throw notTheAccount();
  }

  private async createUser(
    id: string,
    { teamId, email, platformRole }: Invitation,
    fullName: string | undefined,
    passwordHash: string,
  ): Promise<void> {
    const createdAt = this.clock.now();
    await this.users.insert({
      id,
      email,
      fullName: fullName ?? email,
      passwordHash,
      platformRole,
      status: 'active',
      mustChangePassword: false,
      createdAt,
    });
    await this.audit.record({
      action: 'user_created',
      teamId,
      actor: { kind: 'user', id },
      object: { type: 'user', id },
      outcome: 'success',
      details: { platform_role: platformRole, reason: 'invitation' },
    });
  }

  private async join(userId: string, { teamId, id, role }: Invitation): Promise<void> {
    const now = this.clock.now();
    if (!(await this.invitations.accept(teamId, id, now))) throw invalidSingleUseToken();
    if ((await this.memberships.find(teamId, userId)) !== undefined) throw alreadyAMember();
    await this.memberships.insert({ teamId, userId, role, createdAt: now });
    await this.audit.record({
      action: 'team_member_added',
      teamId,
      actor: { kind: 'user', id: userId },
      object: { type: 'user', id: userId },
      outcome: 'success',
      details: { team_role: role, invitation_id: id },
    });
  }

  private async refused(teamId: string | null, id: string | undefined): Promise<DomainError> {
    await this.database.shared(() =>
      this.audit.record({
        action: 'invitation_refused',
        teamId,
        object: id === undefined ? undefined : { type: 'invitation', id },
        outcome: 'failure',
      }),
    );
    return invalidSingleUseToken();
  }
}

function permissionsOfAccount(account: { readonly role: TeamRole } | undefined): readonly Permission[] {
  return account === undefined ? [] : permissionsOfTeamRole[account.role];
}

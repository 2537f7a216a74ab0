import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import { beyondOwn } from '@sentrybox/auth';
import type { Principal } from '@sentrybox/contracts';
import { subjectIdOf } from '@sentrybox/contracts';
import { Database, uuidv7 } from '@sentrybox/database';
import { conflict } from '@sentrybox/errors';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { CredentialChanges } from '../changes';
import { LoginThrottle } from '../login-throttle';
import { PasswordHasher, PasswordRules } from '../passwords';
import { SessionsRepository } from '../sessions';
import { invalidSingleUseToken, isTokenRight, newSingleUseToken, readSingleUseToken } from '../single-use-tokens';
import type { User } from '../users';
import { holdsMore, noSuchUser, platformRightsOf, UsersRepository } from '../users';
import { PasswordResetsRepository } from './password-resets.repository';

/** Long enough to hand it over in person or by phone. */
const lifetimeMs = 3_600_000;

export interface CreatedReset {
  readonly userId: string;
  readonly email: string;
  /** Leaves once, in the answer to its creation. */
  readonly token: string;
  readonly expiresAt: Date;
}

/** Sets a forgotten password anew, by a token that an administrator hands over. */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly resets: PasswordResetsRepository,
    private readonly rules: PasswordRules,
    private readonly hasher: PasswordHasher,
    private readonly sessions: SessionsRepository,
    private readonly throttle: LoginThrottle,
    private readonly changes: CredentialChanges,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws notFound; forbidden when the user holds more than the caller; conflict unless the user is active. */
  async create(caller: Principal, userId: string): Promise<CreatedReset> {
    return await this.database.inTeam(caller.teamId, async () => {
      const user = await this.users.lock(userId);
      if (user === undefined) throw noSuchUser();
      const above = beyondOwn(caller, platformRightsOf(user));
      if (above.length > 0) throw holdsMore(above);
      return await this.store(user, subjectIdOf(caller), caller.teamId);
    });
  }

  /** For whoever may run commands on the host. */
  async createFor(email: string): Promise<CreatedReset> {
    const found = await this.users.findByEmail(email);
    if (found === undefined) throw noSuchUser();
    return await this.database.shared(() => this.store(found, null, null));
  }

  /** @throws invalid_request with the code `invalid_token` or `weak_password` */
  async reset(token: string, newPassword: string): Promise<void> {
    const presented = readSingleUseToken('sbp_', token);
    const stored = presented && (await this.resets.find(presented.id));
    if (presented === undefined || stored === undefined) throw await this.refused(undefined);
    if (!isTokenRight(stored, presented, this.clock.now())) {
      await this.resets.countFailure(stored.id);
      throw await this.refused(stored.userId);
    }
    const user = await this.users.findById(stored.userId);
    if (user?.status !== 'active') throw await this.refused(stored.userId);
    await this.rules.check(newPassword, user.email);
    const passwordHash = await this.hasher.hash(newPassword);
    const isTaken = await this.database.shared(() => this.use(stored.id, user, passwordHash));
    if (!isTaken) throw await this.refused(user.id);
  }

  private async store(user: User, createdBy: string | null, teamId: string | null): Promise<CreatedReset> {
    if (user.status !== 'active') throw conflict('The user is not active.', 'not_active');
    const id = uuidv7();
    const { token, secretHash } = newSingleUseToken('sbp_', id);
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + lifetimeMs);
    await this.resets.replace({ id, userId: user.id, secretHash, createdBy, createdAt, expiresAt });
    await this.audit.record({
      action: 'authn_password_reset_created',
      teamId,
      object: { type: 'user', id: user.id },
      outcome: 'success',
      details: { expires_at: expiresAt.toISOString() },
    });
    return { userId: user.id, email: user.email, token, expiresAt };
  }

  private async use(id: string, user: User, passwordHash: string): Promise<boolean> {
    if (!(await this.resets.take(id))) return false;
    const now = this.clock.now();
    await this.users.changePassword(user.id, passwordHash, now);
    const sessionIds = await this.sessions.endAllOf(user.id, 'password_reset', now);
    await this.throttle.forget(user.email);
    await this.audit.record({
      action: 'authn_password_change',
      teamId: user.lastTeamId,
      actor: { kind: 'user', id: user.id },
      object: { type: 'user', id: user.id },
      outcome: 'success',
      details: { reason: 'reset', ended_sessions: sessionIds.length },
    });
    this.changes.announce({ userIds: [user.id], sessionIds });
    return true;
  }

  private async refused(userId: string | undefined) {
    await this.audit.record({
      action: 'authn_password_change_fail',
      teamId: null,
      object: userId === undefined ? undefined : { type: 'user', id: userId },
      outcome: 'failure',
      details: { reason: 'invalid_token' },
    });
    return invalidSingleUseToken();
  }
}

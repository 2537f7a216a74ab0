import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import type { UserPrincipal } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { CredentialChanges } from '../changes';
import { LoginThrottle } from '../login-throttle';
import { PasswordResetsRepository } from '../password-reset';
import { PasswordHasher, PasswordRules } from '../passwords';
import { SessionsRepository, SessionsService } from '../sessions';
import type { SignedIn } from '../sessions';
import type { User } from '../users';
import { noSuchUser, UsersRepository } from '../users';
import { samePassword, wrongPassword } from './own-password.errors';

@Injectable()
export class OwnPasswordService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly throttle: LoginThrottle,
    private readonly rules: PasswordRules,
    private readonly hasher: PasswordHasher,
    private readonly resets: PasswordResetsRepository,
    private readonly sessions: SessionsRepository,
    private readonly pairs: SessionsService,
    private readonly changes: CredentialChanges,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Changes the own password. Every session of the user ends; the caller gets a fresh one. */
  async change(caller: UserPrincipal, currentPassword: string, newPassword: string): Promise<SignedIn> {
    const user = await this.users.findById(caller.userId);
    if (user === undefined) throw noSuchUser();
    await this.rules.check(newPassword, user.email);
    const attempt = await this.throttle.begin(user.email, user.id);
    if (!(await this.hasher.verify(user.passwordHash, currentPassword, () => this.throttle.allow(attempt)))) {
      await this.throttle.failed(attempt);
      await this.record(caller, 'failure', { reason: 'wrong_password' });
      throw wrongPassword();
    }
    if (currentPassword.normalize('NFKC') === newPassword.normalize('NFKC')) throw samePassword();
    const hash = await this.hasher.hash(newPassword);
    const facts = await this.database.inTeam(caller.teamId, () => this.store(caller, user, hash));
    return await this.pairs.answer(facts);
  }

  private async store(caller: UserPrincipal, user: User, hash: string) {
    const now = this.clock.now();
    const tokenVersion = await this.users.changePassword(user.id, hash, now);
    await this.resets.remove(user.id);
    await this.throttle.forget(user.email);
    const ended = await this.sessions.endAllOf(user.id, 'password_changed', now);
    await this.record(caller, 'success', { ended_sessions: ended.length });
    this.changes.announce({ sessionIds: ended, userIds: [user.id] });
    return await this.pairs.open({ id: user.id, tokenVersion, mustChangePassword: false }, caller.teamId);
  }

  private async record(
    caller: UserPrincipal,
    outcome: 'success' | 'failure',
    details: Record<string, string | number>,
  ): Promise<void> {
    await this.database.inTeam(caller.teamId, () =>
      this.audit.record({
        action: outcome === 'success' ? 'authn_password_change' : 'authn_password_change_fail',
        teamId: caller.teamId,
        object: { type: 'user', id: caller.userId },
        outcome,
        details,
      }),
    );
  }
}

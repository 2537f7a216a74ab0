import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import { Database } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { LoginThrottle } from '../login-throttle';
import { PasswordHasher } from '../passwords';
import type { TeamOfUser, User } from '../users';
import { UsersRepository } from '../users';
import { wrongCredentials } from './sessions.errors';
import { SessionsService } from './sessions.service';
import type { SignedIn } from './signed-in';

@Injectable()
export class LoginService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly hasher: PasswordHasher,
    private readonly throttle: LoginThrottle,
    private readonly sessions: SessionsService,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * @throws unauthenticated in one form for every reason; rate_limited after too many failures, for addresses that nobody
   * has too; unavailable when too many passwords are being checked.
   */
  async login(email: string, password: string): Promise<SignedIn> {
    return await this.hasher.admit(() => this.logInNow(email, password));
  }

  private async logInNow(email: string, password: string): Promise<SignedIn> {
    const user = await this.users.findByEmail(email);
    // An unknown user costs the same two steps: a hash is checked and the teams of nobody are looked up.
    const attempt = await this.throttle.begin(email, user?.id);
    const isRight = await this.hasher.verify(user?.passwordHash, password, () => this.throttle.allow(attempt));
    const team = await this.teamFor(user);
    if (user === undefined || team === undefined || !isRight || user.status !== 'active') {
      await this.throttle.failed(attempt);
      await this.recordFailure(user, isRight);
      throw wrongCredentials();
    }
    const facts = await this.database.inTeam(team.id, async () => {
      const opened = await this.sessions.open(user, team.id);
      await this.throttle.succeeded(attempt);
      await this.users.noteLogin(user.id, team.id, this.clock.now());
      await this.audit.record({
        action: 'authn_login_success',
        teamId: team.id,
        actor: { kind: 'user', id: user.id },
        object: { type: 'session', id: opened.sessionId },
        outcome: 'success',
      });
      return opened;
    });
    if (this.hasher.needsRehash(user.passwordHash)) {
      await this.users.rehash(user.id, user.passwordHash, await this.hasher.hash(password));
    }
    return await this.sessions.answer(facts);
  }

  /** The team used last, while the user is still in it; else the first one joined. */
  private async teamFor(user: User | undefined): Promise<TeamOfUser | undefined> {
    const teams = await this.users.teamsOf(user?.id ?? nobody);
    return teams.find(({ id }) => id === user?.lastTeamId) ?? teams[0];
  }

  private async recordFailure(user: User | undefined, isRight: boolean): Promise<void> {
    await this.database.shared(() =>
      this.audit.record({
        action: 'authn_login_fail',
        teamId: user?.lastTeamId ?? null,
        // The address that was typed is not recorded: people type passwords there.
        object: user === undefined ? undefined : { type: 'user', id: user.id },
        outcome: 'failure',
        details: { reason: reasonOf(user, isRight) },
      }),
    );
  }
}

const nobody = '00000000-0000-0000-0000-000000000000';

function reasonOf(user: User | undefined, isRight: boolean): string {
  if (user === undefined) return 'unknown_user';
  if (!isRight) return 'wrong_password';
  return user.status === 'active' ? 'no_team' : 'not_active';
}

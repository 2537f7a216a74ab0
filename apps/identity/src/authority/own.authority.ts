import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { KeyVerdict, SessionCheck, SessionVerdict } from '@sentrybox/auth';
import { IdentityAuthority } from '@sentrybox/auth';
import type { PublicJwk } from '@sentrybox/contracts';
import { permissionsOfTeamRole } from '@sentrybox/contracts';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { IDENTITY_CONFIG } from '../config';
import type { IdentityConfig } from '../config';
import { LastUseRecorder } from '../last-use';
import { ApiKeysRepository, KeyPeppers } from '../service-accounts';
import { isIdle, SessionsRepository } from '../sessions';
import type { SessionState } from '../sessions';
import { SigningKeysService } from '../signing-keys';
import { effectivePermissions } from '../users';

/** The answers themselves, read from the database each time: nothing is remembered here, so nothing can be stale. */
@Injectable()
export class OwnAuthority extends IdentityAuthority {
  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly peppers: KeyPeppers,
    private readonly sessions: SessionsRepository,
    private readonly signing: SigningKeysService,
    private readonly lastUse: LastUseRecorder,
    @Inject(IDENTITY_CONFIG) private readonly config: IdentityConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    super();
  }

  override async verifyKey(digest: string): Promise<KeyVerdict> {
    const candidates = this.peppers.candidates(digest);
    const found = await this.keys.findByMac(candidates.map(({ mac }) => mac));
    if (found === undefined || !candidates.some(({ mac }) => timingSafeEqual(mac, found.mac))) {
      return { status: 'unknown' };
    }
    if (found.revokedAt !== null) {
      const holder = { keyId: found.keyId, serviceAccountId: found.accountId, teamId: found.teamId };
      return { status: 'revoked', holder };
    }
    if (found.expiresAt !== null && found.expiresAt <= this.clock.now()) return { status: 'unknown' };
    this.lastUse.keyUsed(found.keyId);
    const [wanted] = candidates;
    if (!wanted.mac.equals(found.mac)) await this.keys.rehash(found.teamId, found.keyId, found.mac, wanted);
    const granted = permissionsOfTeamRole[found.accountRole];
    return {
      status: 'valid',
      allowedCidrs: [...found.allowedCidrs],
      principal: {
        kind: 'api_key',
        keyId: found.keyId,
        serviceAccountId: found.accountId,
        serviceAccountName: found.accountName,
        teamId: found.teamId,
        teamRole: found.accountRole,
        permissions: found.scopes.filter((scope) => granted.includes(scope)),
      },
    };
  }

  override async checkSession(check: SessionCheck): Promise<SessionVerdict> {
    const state = await this.sessions.state(check.sessionId, check.userId, check.teamId);
    if (state === undefined || !this.isGood(state, check.tokenVersion)) return { status: 'ended' };
    this.lastUse.sessionUsed(check.sessionId);
    return {
      status: 'active',
      principal: {
        kind: 'user',
        userId: check.userId,
        sessionId: check.sessionId,
        platformRole: state.platformRole,
        mustChangePassword: state.mustChangePassword,
        teamId: check.teamId,
        teamRole: state.teamRole,
        permissions: effectivePermissions(state),
      },
    };
  }

  override async signingKeys(): Promise<readonly PublicJwk[]> {
    return await this.signing.published();
  }

  override forget(): void {
    // Remembers nothing.
  }

  private isGood(state: SessionState, tokenVersion: number): boolean {
    const now = this.clock.now();
    return (
      state.endedAt === null &&
      now < state.expiresAt &&
      !isIdle(state, now, this.config.SESSION_IDLE_MINUTES * 60_000) &&
      state.status === 'active' &&
      state.tokenVersion === tokenVersion
    );
  }
}

import { randomUUID } from 'node:crypto';
import type { KeyPrincipal, Permission, PublicJwk, UserPrincipal } from '@sentrybox/contracts';
import { unavailable } from '@sentrybox/errors';
import { IdentityAuthority } from '../src/authority/identity-authority';
import type { KeyVerdict, SessionCheck, SessionVerdict } from '../src/authority/identity-authority';
import { digestOfApiKey } from '../src/credentials/api-key';

/** An authority that knows what a spec tells it, and counts what it is asked. */
export class KnownAuthority extends IdentityAuthority {
  readonly keys = new Map<string, KeyVerdict>();
  readonly sessions = new Map<string, SessionVerdict>();
  published: PublicJwk[] = [];
  isAway = false;
  asked = 0;

  override async verifyKey(digest: string): Promise<KeyVerdict> {
    return await this.answer(() => this.keys.get(digest) ?? { status: 'unknown' });
  }

  override async checkSession({ sessionId }: SessionCheck): Promise<SessionVerdict> {
    return await this.answer(() => this.sessions.get(sessionId) ?? { status: 'ended' });
  }

  override async signingKeys(): Promise<readonly PublicJwk[]> {
    return await this.answer(() => this.published);
  }

  override forget(): void {
    // Remembers nothing.
  }

  /** Makes a key known. */
  addKey(key: string, permissions: readonly Permission[], allowedCidrs: readonly string[] = []): KeyPrincipal {
    const principal: KeyPrincipal = {
      kind: 'api_key',
      keyId: randomUUID(),
      serviceAccountId: randomUUID(),
      serviceAccountName: 'probe',
      teamId: randomUUID(),
      teamRole: 'member',
      permissions: [...permissions],
    };
    this.keys.set(digestOfApiKey(key), { status: 'valid', principal, allowedCidrs: [...allowedCidrs] });
    return principal;
  }

  /** Makes the session of these claims known. */
  addSession(
    { sid, sub, team }: { sid: string; sub: string; team: string },
    permissions: readonly Permission[],
    mustChangePassword = false,
  ): UserPrincipal {
    const principal: UserPrincipal = {
      kind: 'user',
      userId: sub,
      sessionId: sid,
      platformRole: 'viewer',
      mustChangePassword,
      teamId: team,
      teamRole: 'member',
      permissions: [...permissions],
    };
    this.sessions.set(sid, { status: 'active', principal });
    return principal;
  }

  private async answer<T>(tell: () => T): Promise<T> {
    this.asked += 1;
    await Promise.resolve();
    if (this.isAway) throw unavailable('The identity service did not answer in time.');
    return tell();
  }
}

import type { PublicJwk } from '@sentrybox/contracts';
import { checkSession, signingKeys, verifyKey } from '@sentrybox/contracts';
import type { Messages } from '@sentrybox/messaging';
import { FreshCache } from './fresh-cache';
import type { CredentialChange, KeyVerdict, SessionCheck, SessionVerdict } from './identity-authority';
import { IdentityAuthority } from './identity-authority';

/** Revoked means refused within 5 s everywhere, also when the announcement of it got lost. */
const maxAgeMs = 5_000;
const maxEntries = 10_000;

/**
 * Asks the identity service and remembers the answer for at most 5 s, that a key is unknown too. Throws `unavailable`
 * when it does not answer in time. The questions are the service's own: no user asks about their own credential.
 */
export class AskIdentityAuthority extends IdentityAuthority {
  private readonly keys: FreshCache<KeyVerdict>;
  private readonly sessions: FreshCache<SessionVerdict>;

  constructor(
    private readonly messages: Messages,
    clock: { monotonicMs(): number },
  ) {
    super();
    this.keys = new FreshCache({ maxAgeMs, maxEntries, clock });
    this.sessions = new FreshCache({ maxAgeMs, maxEntries, clock });
  }

  override async verifyKey(digest: string): Promise<KeyVerdict> {
    return await this.keys.get(digest, () => this.messages.ask(verifyKey, { digest }, { onBehalfOf: null }));
  }

  override async checkSession(check: SessionCheck): Promise<SessionVerdict> {
    return await this.sessions.get(cacheKeyOf(check), () =>
      this.messages.ask(checkSession, check, { onBehalfOf: null }),
    );
  }

  override async signingKeys(): Promise<readonly PublicJwk[]> {
    return (await this.messages.ask(signingKeys, {}, { onBehalfOf: null })).keys;
  }

  override rememberedKey(digest: string): KeyVerdict | undefined {
    return this.keys.peek(digest);
  }

  override rememberedSession(check: SessionCheck): SessionVerdict | undefined {
    return this.sessions.peek(cacheKeyOf(check));
  }

  override forget(change: CredentialChange): void {
    const sessions = new Set(change.sessionIds);
    const users = new Set(change.userIds);
    const keys = new Set(change.keyIds);
    this.keys.drop((_digest, verdict) => verdict.status === 'valid' && isKeyIn(keys, verdict.principal));
    this.sessions.drop((key) => {
      const [sessionId = '', userId = ''] = key.split(' ');
      return sessions.has(sessionId) || users.has(userId);
    });
  }
}

function cacheKeyOf({ sessionId, userId, teamId, tokenVersion }: SessionCheck): string {
  return `${sessionId} ${userId} ${teamId} ${tokenVersion}`;
}

function isKeyIn(ids: ReadonlySet<string>, principal: { kind: string; keyId?: string }): boolean {
  return principal.keyId !== undefined && ids.has(principal.keyId);
}

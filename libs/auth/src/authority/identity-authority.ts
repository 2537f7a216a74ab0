import type { z } from 'zod';
import type { checkSession, credentialsChanged, PublicJwk, verifyKey } from '@sentrybox/contracts';

export type KeyVerdict = z.output<typeof verifyKey.answer>;
export type SessionCheck = z.input<typeof checkSession.request>;
export type SessionVerdict = z.output<typeof checkSession.answer>;
export type CredentialChange = z.output<typeof credentialsChanged.payload>;

/**
 * What only identity knows. Every method throws `unavailable` when the answer cannot be had: a credential whose state is
 * unknown is never accepted.
 */
export abstract class IdentityAuthority {
  /** @param digest SHA-256 of the key, lower-case hex. */
  abstract verifyKey(digest: string): Promise<KeyVerdict>;
  abstract checkSession(check: SessionCheck): Promise<SessionVerdict>;
  abstract signingKeys(): Promise<readonly PublicJwk[]>;

  /** What `verifyKey` would answer, where that can be told without asking anybody. */
  rememberedKey?(digest: string): KeyVerdict | undefined;

  /** What `checkSession` would answer, where that can be told without asking anybody. */
  rememberedSession?(check: SessionCheck): SessionVerdict | undefined;

  /** Drops what is remembered of these credentials. */
  abstract forget(change: CredentialChange): void;
}

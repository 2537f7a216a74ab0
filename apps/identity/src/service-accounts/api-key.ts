import type { Permission, TeamRole } from '@sentrybox/contracts';
import type { StoredApiKey } from './api-key.entity';

/** An API key as its team sees it: never the key, nor what it is recognised by. */
export interface ApiKey extends Omit<StoredApiKey, 'mac' | 'pepperId'> {
  readonly lastUsedAt: Date | null;
}

/** Whose key a MAC belongs to, found before the team is known. */
export interface FoundApiKey {
  readonly keyId: string;
  readonly teamId: string;
  readonly mac: Buffer;
  readonly scopes: readonly Permission[];
  readonly allowedCidrs: readonly string[];
  readonly expiresAt: Date | null;
  /** Of the key, or the deletion of its service account. */
  readonly revokedAt: Date | null;
  readonly accountId: string;
  readonly accountName: string;
  readonly accountRole: TeamRole;
}

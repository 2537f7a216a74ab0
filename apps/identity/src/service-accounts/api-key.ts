import type { Permission, TeamRole } from '@sentrybox/contracts';

/** An API key as its team sees it: never the key. */
export interface ApiKey {
  readonly id: string;
  readonly teamId: string;
  readonly serviceAccountId: string;
  readonly name: string;
  readonly prefix: string;
  readonly last4: string;
  readonly scopes: readonly Permission[];
  readonly allowedCidrs: readonly string[];
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export interface NewApiKey extends Omit<ApiKey, 'revokedAt' | 'lastUsedAt'> {
  readonly mac: Buffer;
  readonly pepperId: string;
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

import type { z } from 'zod';
import type { apiKeySchema } from '@sentrybox/contracts';
import type { ApiKey } from './api-key';

export function apiKeyView(key: ApiKey): z.input<typeof apiKeySchema> {
  return {
    id: key.id,
    service_account_id: key.serviceAccountId,
    name: key.name,
    prefix: key.prefix,
    last4: key.last4,
    scopes: [...key.scopes],
    allowed_cidrs: [...key.allowedCidrs],
    created_by: key.createdBy,
    created_at: key.createdAt.toISOString(),
    expires_at: key.expiresAt?.toISOString() ?? null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
  };
}

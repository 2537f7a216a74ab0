import type { z } from 'zod';
import type { serviceAccountSchema } from '@sentrybox/contracts';
import type { ServiceAccount } from './service-account.entity';

export function serviceAccountView(account: ServiceAccount): z.input<typeof serviceAccountSchema> {
  return {
    id: account.id,
    name: account.name,
    description: account.description,
    role: account.role,
    created_by: account.createdBy,
    created_at: account.createdAt.toISOString(),
  };
}

import { z } from 'zod';
import { permissionSchema } from '../kernel/permissions';

/** Password as typed at a login: only its size is bounded, the rules are for new ones. */
export const presentedPasswordSchema = z.string().min(1).max(512);

/** Length of a new password is counted in code points by identity; this bounds the bytes that are looked at. */
export const newPasswordSchema = z.string().min(1).max(512);

export const emailSchema = z.email().max(254);

export const scopesSchema = z.array(permissionSchema).min(1).max(64);

/** List answers of identity. */
export function identityListEnvelope<T extends z.ZodType>(item: T) {
  return z.object({
    data: z.array(item),
    pagination: z.object({
      limit: z.int(),
      offset: z.int(),
      total: z.int().nonnegative(),
      pages: z.int().nonnegative(),
      next_cursor: z.string().optional(),
    }),
    status: z.literal('success'),
  });
}

/** Identity's lists allow pages of at most 100. */
export const identityMaxLimit = 100;

export const exampleUserId = '019a1b2c-0000-7000-8000-000000000001';
export const exampleTeamId = '019a1b2c-0000-7000-8000-000000000002';
export const exampleAccountId = '019a1b2c-0000-7000-8000-000000000003';
export const exampleKeyId = '019a1b2c-0000-7000-8000-000000000004';

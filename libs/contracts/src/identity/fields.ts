import { z } from 'zod';
import { permissionSchema, teamRoleSchema } from '../kernel/permissions';

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
export const exampleInvitationId = '019a1b2c-0000-7000-8000-000000000005';

export const userStatuses = ['active', 'inactive', 'suspended'] as const;
export const userStatusSchema = z.enum(userStatuses);
export type UserStatus = z.infer<typeof userStatusSchema>;

/** C0 and C1 controls, and the marks that reorder text: a name must not rewrite the line it is shown in. */
const unprintable = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Name of a person or a team. */
export const displayNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((name) => !unprintable.test(name), 'must not contain control characters');

/** Grants beyond a role. */
export const grantsSchema = z.array(permissionSchema).max(64);

/** What a client keeps for a user. A value of null removes the setting. */
export const settingsSchema = z.record(
  z.string().regex(/^[a-z][a-z0-9_.-]{0,63}$/),
  z.union([z.string().max(1_000), z.number(), z.boolean(), z.null()]),
);

export type UserSettings = Readonly<z.output<typeof settingsSchema>>;

/** A secret that works once; its prefix lets secret scanners find leaked ones. */
export const singleUseTokenSchema = z.string().min(1).max(256);

export const teamOfUserSchema = z.object({ id: z.uuid(), name: z.string(), role: teamRoleSchema });

/** Errors that several routes about rights share. */
export const aboveOwnRights = {
  status: 403,
  code: 'forbidden',
  when: 'It would grant more than the caller holds, or the other one holds more.',
} as const;

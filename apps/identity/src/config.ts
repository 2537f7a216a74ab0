import { z } from 'zod';
import {
  databaseVariables,
  messagingVariables,
  pepperVariables,
  redisVariables,
  secret,
  secretBoxVariables,
  serviceVariables,
  variable,
} from '@sentrybox/config';
import type { Parsed } from '@sentrybox/config';
import { apps } from '@sentrybox/contracts';

export const identityVariables = {
  ...serviceVariables(apps.identity.port),
  ...databaseVariables,
  ...redisVariables,
  ...messagingVariables,
  ...secretBoxVariables,
  ...pepperVariables,
  DATABASE_AUDIT_URL: secret(
    z
      .string()
      .regex(/^postgres(?:ql)?:\/\//, 'must start with postgres:// or postgresql://')
      .optional(),
    'PostgreSQL as the role `audit_sealer`, which seals the audit log. Required beside DATABASE_URL, unless SENTRYBOX_ROLE is `api`.',
  ),
  AUDIT_CHECKPOINT_MINUTES: variable(
    z.coerce.number().int().min(1).max(1_440).default(5),
    'Minutes between two signed checkpoints of the audit log. What is cut off the end of the log after the last one cannot be proved to be missing. Default 5.',
  ),
  SESSION_LIFETIME_HOURS: variable(
    z.coerce.number().int().min(1).max(720).default(12),
    'Hours after which a session ends, however often it is refreshed. Default 12.',
  ),
  SESSION_IDLE_MINUTES: variable(
    z.coerce.number().int().min(5).max(10_080).default(60),
    'Minutes without any use after which a session cannot be refreshed. Default 60.',
  ),
  API_KEY_MAX_DAYS: variable(
    z.coerce.number().int().min(0).max(3_650).default(0),
    'Longest life of a new API key in days; a key that is made without an expiry gets this one. Keys that exist stay as they are. Default 0: no limit.',
  ),
  PASSWORD_MIN_LENGTH: variable(
    z.coerce.number().int().min(8).max(64).default(8),
    'Least number of characters of a new password. Default 8; 15 is advised where no second factor is used.',
  ),
} as const;

export type IdentityConfig = Parsed<typeof identityVariables>;

/** Injection token of the parsed configuration. */
export const IDENTITY_CONFIG = Symbol('IDENTITY_CONFIG');

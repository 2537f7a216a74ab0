import { z } from 'zod';
import {
  databaseVariables,
  messagingVariables,
  pepperVariables,
  redisVariables,
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
  SESSION_LIFETIME_HOURS: variable(
    z.coerce.number().int().min(1).max(720).default(12),
    'Hours after which a session ends, however often it is refreshed. Default 12.',
  ),
  SESSION_IDLE_MINUTES: variable(
    z.coerce.number().int().min(5).max(10_080).default(60),
    'Minutes without any use after which a session cannot be refreshed. Default 60.',
  ),
  PASSWORD_MIN_LENGTH: variable(
    z.coerce.number().int().min(8).max(64).default(8),
    'Least number of characters of a new password. Default 8; 15 is advised where no second factor is used.',
  ),
} as const;

export type IdentityConfig = Parsed<typeof identityVariables>;

/** Injection token of the parsed configuration. */
export const IDENTITY_CONFIG = Symbol('IDENTITY_CONFIG');

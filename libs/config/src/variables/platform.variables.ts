import { z } from 'zod';
import { secret, variable } from '../variable';

const postgresUrl = z.string().regex(/^postgres(?:ql)?:\/\//, 'must start with postgres:// or postgresql://');

/** An app with tables: one login role under row-level security, one for work tables across teams. */
export const databaseVariables = {
  DATABASE_URL: secret(
    postgresUrl.optional(),
    'PostgreSQL as the `<app>_api` role. Unset: everything that needs storage answers 503.',
  ),
  DATABASE_WORK_URL: secret(
    postgresUrl.optional(),
    'PostgreSQL as the `<app>_work` role, which sees work tables across teams but no content.',
  ),
} as const;

export const redisVariables = {
  REDIS_URL: secret(
    z.string().regex(/^rediss?:\/\//, 'must start with redis:// or rediss://'),
    'Redis for messages between services and for wake-ups of workers.',
  ),
} as const;

/** An app that does slow work. */
export const workVariables = {
  WORK_RETENTION_DAYS: variable(
    z.coerce.number().int().min(1).max(3_650).default(30),
    'Days for which the rows of work that is done, failed or cancelled are kept. What the work made stays.',
  ),
} as const;

/** Identity between services: every message is signed under a key that two services agree on. */
export const messagingVariables = {
  SERVICE_PRIVATE_KEY: secret(
    z.string().min(64),
    "This service's static P-256 private key, PKCS #8 in base64 (DER). Made once by `npm start` or the init step.",
  ),
  SERVICE_PUBLIC_KEYS: variable(
    z.string().min(2),
    'JSON object: app name to its P-256 public key, SPKI in base64 (DER).',
  ),
} as const;

/** 32 random bytes have about 30 different ones; a word or a pattern that was stretched to the length has few. */
const minDifferentBytes = 9;

const keySet = z
  .string()
  .regex(/^[\w-]{1,16}:[A-Z0-9+/=]{44}(?:,[\w-]{1,16}:[A-Z0-9+/=]{44})*$/i)
  .refine((keys) =>
    keys
      .split(',')
      .every((entry) => new Set(Buffer.from(entry.split(':')[1] ?? '', 'base64')).size >= minDifferentBytes),
  );

/** Secrets at rest. */
export const secretBoxVariables = {
  KEY_ENCRYPTION_KEYS: secret(
    keySet,
    'Key-encryption keys, `id:base64 of 32 bytes`, separated by commas; the first encrypts, all decrypt.',
  ),
} as const;

/** Keys under which API keys are stored. */
export const pepperVariables = {
  API_KEY_PEPPERS: secret(
    keySet,
    'Peppers for stored API keys, `id:base64 of 32 bytes`, separated by commas; the first is for new keys, all verify.',
  ),
} as const;

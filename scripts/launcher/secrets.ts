import { generateKeyPairSync, randomBytes } from 'node:crypto';

import { appNames } from '@sentrybox/contracts';
import { loginRoles } from '@sentrybox/database';
import { z } from 'zod';

import { CommandFailure } from './exit-codes';
import { readJsonFile, writePrivateFile } from './state-folder';
import type { StateFolder } from './state-folder';

const keyPairSchema = z.object({
  /** P-256, PKCS #8 in base64 (DER). */
  privateKey: z.string(),
  /** SPKI in base64 (DER). */
  publicKey: z.string(),
});

const secretsSchema = z.object({
  version: z.literal(1),
  rolePasswords: z.record(z.string(), z.string().min(32)),
  /** By name of the Redis user, which is the app's. */
  redisPasswords: z.record(z.string(), z.string().min(32)).default({}),
  serviceKeys: z.record(z.string(), keyPairSchema),
  keyEncryptionKeys: z.string(),
  apiKeyPeppers: z.string(),
});

/** What an installation keeps to itself: made once, in a file of mode 0600, never printed. */
export type InstallationSecrets = z.infer<typeof secretsSchema>;

/** Adds what is missing (a new app brings new roles and keys) and never changes what is there. */
export function completeSecrets(existing: Partial<InstallationSecrets>): InstallationSecrets {
  return {
    version: 1,
    rolePasswords: {
      ...Object.fromEntries(loginRoles.map((role) => [role, randomBytes(32).toString('hex')])),
      ...existing.rolePasswords,
    },
    redisPasswords: {
      ...Object.fromEntries(appNames.map((app) => [app, randomBytes(32).toString('hex')])),
      ...existing.redisPasswords,
    },
    serviceKeys: { ...Object.fromEntries(appNames.map((app) => [app, newKeyPair()])), ...existing.serviceKeys },
    keyEncryptionKeys: existing.keyEncryptionKeys ?? newKeySet(),
    apiKeyPeppers: existing.apiKeyPeppers ?? newKeySet(),
  };
}

/**
 * Reads the installation's secrets, making what is missing.
 * @throws CommandFailure `stateUnusable` when the file is there but is not what was written: secrets are not replaced
 */
export function loadSecrets(folder: StateFolder): InstallationSecrets {
  const stored = readStored(folder);
  const secrets = completeSecrets(stored ?? {});
  if (JSON.stringify(stored) !== JSON.stringify(secrets)) replaceSecrets(folder, secrets);
  return secrets;
}

/**
 * The installation's secrets as they are, for who must not make any.
 * @throws CommandFailure `stateUnusable` when there are none, or a file that is not what was written
 */
export function storedSecrets(folder: StateFolder): InstallationSecrets {
  const stored = readStored(folder);
  if (stored !== undefined) return stored;
  throw new CommandFailure('stateUnusable', `There is no ${folder.secrets}: SENTRYBOX_HOME names the state folder.`);
}

/** Writes secrets in the place of those that may be there. */
export function replaceSecrets(folder: StateFolder, secrets: InstallationSecrets): void {
  writePrivateFile(folder.secrets, `${JSON.stringify(secrets, null, 2)}\n`);
}

/** Undefined for anything but the content of a secrets file. */
export function parsedSecrets(content: unknown): InstallationSecrets | undefined {
  return secretsSchema.safeParse(content).data;
}

function readStored(folder: StateFolder): InstallationSecrets | undefined {
  let content: unknown;
  try {
    content = readJsonFile(folder.secrets);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    content = null;
  }
  if (content === undefined) return undefined;
  const parsed = parsedSecrets(content);
  if (parsed !== undefined) return parsed;
  throw new CommandFailure(
    'stateUnusable',
    `${folder.secrets} is damaged. Without its keys, stored secrets cannot be read: restore it from a backup, or start over with \`npm run reset\`.`,
  );
}

/** `id:base64 of 32 bytes`, the form of KEY_ENCRYPTION_KEYS and API_KEY_PEPPERS. */
function newKeySet(): string {
  return `k1:${randomBytes(32).toString('base64')}`;
}

function newKeyPair(): z.infer<typeof keyPairSchema> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  };
}

import { randomBytes } from 'node:crypto';

import { appNames } from '@sentrybox/contracts';
import { z } from 'zod';

import { CommandFailure } from '../launcher/exit-codes';
import { readJsonFile, writePrivateFile } from '../launcher/state-folder';

const schema = z.object({
  version: z.literal(1),
  postgresPassword: z.string().min(32),
  /** By name of the Redis user, which is the app's. */
  redisPasswords: z.record(z.string(), z.string().min(32)),
  /** Absent in files of releases that brought no Grafana. */
  grafanaPassword: z.string().min(32).optional(),
});

type StoredSecrets = z.infer<typeof schema>;

/** Passwords of the servers that run beside the services. */
export type ServerSecrets = Required<StoredSecrets>;

/**
 * Reads the servers' passwords, making what is missing and changing nothing that is there.
 * @throws CommandFailure `stateUnusable` when the file is not what was written
 */
export function loadServerSecrets(path: string): ServerSecrets {
  const stored = readStored(path);
  const secrets: ServerSecrets = {
    version: 1,
    postgresPassword: stored?.postgresPassword ?? newPassword(),
    redisPasswords: {
      ...Object.fromEntries(appNames.map((app) => [app, newPassword()])),
      ...stored?.redisPasswords,
    },
    grafanaPassword: stored?.grafanaPassword ?? newPassword(),
  };
  if (JSON.stringify(stored) !== JSON.stringify(secrets)) writePrivateFile(path, `${JSON.stringify(secrets)}\n`);
  return secrets;
}

function readStored(path: string): StoredSecrets | undefined {
  let content: unknown;
  try {
    content = readJsonFile(path);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    content = null;
  }
  if (content === undefined) return undefined;
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new CommandFailure('stateUnusable', `${path} is damaged: restore it from a backup.`);
}

function newPassword(): string {
  return randomBytes(32).toString('hex');
}

import { SecretBox } from '@sentrybox/database';

import { notTheSame } from './backup.errors';
import { connected } from './connected';
import type { LoadedBackup } from './load-database';
import { parsedSecrets } from '../launcher/secrets';
import type { InstallationSecrets } from '../launcher/secrets';

/** Where identity keeps what it signs with; the one secret that every installation has from its first start on. */
const place = { table: 'identity.signing_key', column: 'private_sealed', teamId: null } as const;

/**
 * Opens what is sealed in the database with the key-encryption keys of the backup: without the right ones a backup is of
 * no use, however whole it is.
 * @returns the secrets, and how many stored ones were opened
 * @throws CommandFailure `backupUnverified`
 */
export async function checkSecrets(
  url: string,
  backup: LoadedBackup,
): Promise<{ readonly secrets: InstallationSecrets; readonly opened: number }> {
  const secrets = parsedSecrets(backup.secrets);
  if (secrets === undefined) throw notTheSame('its secrets are not those of an installation');
  const box = SecretBox.fromKeys(backup.environment['KEY_ENCRYPTION_KEYS'] ?? secrets.keyEncryptionKeys);
  const { client, close } = await connected(url);
  try {
    const { rows } = await client.query<{ id: string; sealed: string }>(
      `SELECT id, private_sealed AS sealed FROM ${place.table}`,
    );
    for (const { id, sealed } of rows) {
      try {
        box.open(sealed, { ...place, rowId: id });
      } catch {
        throw notTheSame(
          'a secret in the database does not open with the key-encryption keys beside it. ' +
            'If the services run with KEY_ENCRYPTION_KEYS of your own, give them to this command too',
        );
      }
    }
    return { secrets, opened: rows.length };
  } finally {
    await close();
  }
}

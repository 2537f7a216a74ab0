import { givenText } from '../launcher/given-text';
import type { InstallationSecrets } from '../launcher/secrets';
import { CommandFailure } from '../launcher/exit-codes';

const rings = [
  ['KEY_ENCRYPTION_KEYS', 'keyEncryptionKeys'],
  ['API_KEY_PEPPERS', 'apiKeyPeppers'],
] as const;

/**
 * Where an installation keeps its own secrets, the rows of a backup are of use only with keys and peppers that it has.
 * @param saved of the backup, with the environment it was made in
 * @param kept those of the installation; a value of its environment goes before
 * @throws CommandFailure `usage`, naming what is missing by its id alone
 */
export function refuseMissingKeys(
  saved: { readonly secrets: InstallationSecrets; readonly environment: Readonly<Record<string, string>> },
  kept: InstallationSecrets,
): void {
  const missing = rings.flatMap(([variable, field]) => {
    const present = new Set((givenText(variable) ?? kept[field]).split(','));
    return (saved.environment[variable] ?? saved.secrets[field])
      .split(',')
      .filter((key) => !present.has(key))
      .map((key) => `${key.split(':')[0] ?? ''} of ${variable}`);
  });
  if (missing.length === 0) return;
  throw new CommandFailure(
    'usage',
    `The secrets that are in place lack ${missing.join(', ')}, which the backup has: take its secrets over first ` +
      '(--secrets-only). Nothing was changed.',
  );
}

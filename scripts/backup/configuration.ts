import { join } from 'node:path';

import { appVariables } from '../launcher/app-variables';
import { givenText } from '../launcher/given-text';
import { isInherited } from '../launcher/service-spec';
import { writePrivateFile } from '../launcher/state-folder';
import type { StateFolder } from '../launcher/state-folder';

/** Of the process and of the image that it runs in. */
const ofThePlace = ['HOST', 'NODE_ENV', 'SENTRYBOX_ROLE'];

/**
 * What the operator sets for the services, as far as it is set where the command runs; a secret from a file is kept with
 * its content. Addresses and passwords of servers are left out: they are of the place, not of the installation.
 */
export async function givenConfiguration(): Promise<Record<string, string>> {
  const apps = await appVariables();
  const names = new Set(apps.flatMap(({ variables }) => Object.keys(variables)).filter(isInherited));
  for (const name of ofThePlace) names.delete(name);
  const given = [...names].toSorted().map((name) => [name, givenText(name)] as const);
  return Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/**
 * Leaves it as a file for a shell, or undefined when there was none: nobody's environment is changed behind their back.
 * @returns its path
 */
export function writeConfiguration(
  folder: StateFolder,
  environment: Readonly<Record<string, string>>,
): string | undefined {
  const lines = Object.entries(environment).map(([name, value]) => `${name}='${value.replaceAll("'", `'\\''`)}'\n`);
  if (lines.length === 0) return undefined;
  const path = join(folder.path, 'configuration.env');
  writePrivateFile(path, lines.join(''));
  return path;
}

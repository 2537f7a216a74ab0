import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The version of the product, from the package.json above this file (sources and dist/ lie at different depths).
 * @throws Error when there is none: the installation is not complete.
 */
export function productVersion(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (!existsSync(path)) continue;
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isOurs(content)) return content.version;
  }
  throw new Error('The package.json of sentrybox was not found above the program.');
}

function isOurs(content: unknown): content is { name: 'sentrybox'; version: string } {
  return (
    typeof content === 'object' &&
    content !== null &&
    'name' in content &&
    content.name === 'sentrybox' &&
    'version' in content &&
    typeof content.version === 'string'
  );
}

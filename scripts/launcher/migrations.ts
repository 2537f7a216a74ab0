import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { appNames } from '@sentrybox/contracts';
import { migrateAll } from '@sentrybox/database';
import type { Migration, MigrationSet, SchemaOwner } from '@sentrybox/database';

import { CommandFailure } from './exit-codes';
import type { Print } from './progress';

/**
 * The migrations of the compiled projects: audit's first, then every app that has tables.
 * @param load reads a compiled module; a parameter for the tests
 */
export function findMigrations(root: string, load: (path: string) => unknown = require): MigrationSet[] {
  const places: { app: SchemaOwner; path: string }[] = [
    { app: 'audit', path: join(root, 'dist', 'libs', 'audit', 'src', 'migrations', 'index.js') },
    ...appNames.map((app) => ({ app, path: join(root, 'dist', 'apps', app, 'src', 'migrations', 'index.js') })),
  ];
  return places
    .filter(({ path }) => existsSync(path))
    .map(({ app, path }) => ({ app, migrations: migrationsOf(load(path), path) }));
}

function migrationsOf(module: unknown, path: string): readonly Migration[] {
  if (typeof module === 'object' && module !== null && 'migrations' in module && Array.isArray(module.migrations)) {
    return module.migrations as Migration[]; // our own compiled code; migrateAll checks names and order
  }
  throw new CommandFailure('migrationFailed', `${path} exports no list named migrations.`);
}

/** Brings roles and tables up to date; safe to repeat and to run from several places at once (advisory lock). */
export async function migrate(options: {
  root: string;
  adminUrl: string;
  rolePasswords: Readonly<Record<string, string>>;
  print: Print;
}): Promise<void> {
  const { adminUrl, print, rolePasswords, root } = options;
  try {
    await migrateAll({
      adminUrl,
      apps: findMigrations(root),
      rolePasswords,
      log: (line: string) => {
        print(`  ${line}`);
      },
    });
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(
      'migrationFailed',
      `The migration failed: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}

import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { runCommand } from '../run-command';
import type { Identity } from '../run-as';
import { findEmbeddedPackage, prepareEmbedded } from './embedded-binaries';

export type PostgresKind = 'embedded' | 'system';

export interface PostgresBinaries {
  readonly kind: PostgresKind;
  readonly binDir: string;
  /** As the server says it, e.g. `18.4`. */
  readonly version: string;
  readonly major: number;
}

/** Row-level security on views, MERGE and the grants of schema public that the migrations rely on came with 15. */
const oldestMajor = 15;

export interface PostgresSearch {
  /** In order of preference. */
  readonly found: readonly PostgresBinaries[];
  /** Why others are not among them; for `doctor` and the message when nothing is found. */
  readonly refused: readonly string[];
}

/** Looks for PostgreSQL: the embedded package first, then what the system has, newest first. */
export async function findPostgres(options: {
  cacheDir: string;
  identity: Identity | undefined;
  kind?: PostgresKind | undefined;
  path?: string | undefined;
}): Promise<PostgresSearch> {
  const found: PostgresBinaries[] = [];
  const refused: string[] = [];
  const candidates: { kind: PostgresKind; binDir: string }[] = [];
  if (options.kind !== 'system') {
    const embedded = findEmbeddedPackage();
    if ('reason' in embedded) refused.push(embedded.reason);
    else {
      candidates.push({
        kind: 'embedded',
        binDir: prepareEmbedded(embedded.folder, options.cacheDir, options.identity),
      });
    }
  }
  if (options.kind !== 'embedded') {
    for (const binDir of systemFolders(options.path ?? process.env['PATH'] ?? ''))
      candidates.push({ kind: 'system', binDir });
  }
  for (const candidate of candidates) {
    const version = await versionOf(join(candidate.binDir, 'postgres'), options.identity);
    const major = Number.parseInt(version ?? '', 10);
    if (version === undefined) refused.push(`${candidate.binDir} (${candidate.kind}): postgres does not run`);
    else if (major < oldestMajor)
      refused.push(`${candidate.binDir}: PostgreSQL ${version} is older than ${oldestMajor}`);
    else found.push({ ...candidate, version, major });
  }
  return { found, refused };
}

/** Folders that hold both `postgres` and `initdb`: Debian's, Homebrew's, then those of the PATH. */
function systemFolders(path: string): string[] {
  const byVersion = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'].flatMap((parent) =>
    !existsSync(parent)
      ? []
      : readdirSync(parent)
          .filter((name) => /^(?:postgresql@)?\d+$/.test(name))
          .sort((a, b) => Number(b.replace('postgresql@', '')) - Number(a.replace('postgresql@', '')))
          .map((name) => join(parent, name, 'bin')),
  );
  const all = [...byVersion, ...path.split(delimiter).filter((folder) => folder !== '')];
  return [...new Set(all)].filter(
    (folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb')),
  );
}

async function versionOf(postgres: string, identity: Identity | undefined): Promise<string | undefined> {
  const { code, stdout } = await runCommand(postgres, ['--version'], { cwd: '/', identity, timeoutMs: 20_000 });
  return code === 0 ? /\) (\d+(?:\.\d+)?)/.exec(stdout)?.[1] : undefined;
}

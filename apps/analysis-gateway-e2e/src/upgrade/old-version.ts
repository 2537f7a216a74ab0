import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../../..');
/** The version from which an upgrade is tried. */
const tag = 'upgrade-base';
const stepTimeoutMs = 300_000;

/** A built copy of the version to upgrade from, or why there is none here. */
export type OldVersion = { readonly root: string } | { readonly unavailable: string };

/**
 * The tagged version with its own dependencies, built once per commit in the cache. Its packages come from npm's cache or
 * the registry that npm is configured for.
 */
export function oldVersion(): OldVersion {
  const commit = run('git', ['rev-parse', '--verify', '--quiet', `${tag}^{commit}`], root);
  if (!commit.isOk) return { unavailable: `there is no tag ${tag}` };
  // Not below node_modules: what lies there is not compiled.
  const cache = join(homedir(), '.cache', 'sentrybox', 'old-versions');
  const folder = join(cache, commit.text);
  if (existsSync(folder)) return { root: folder };
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  try {
    const archive = join(fresh, 'source.tar');
    const steps: [string, string[], string][] = [
      ['git', ['archive', '--output', archive, commit.text], root],
      ['tar', ['-xf', archive], fresh],
      ['npm', ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], fresh],
      [process.execPath, ['scripts/build.mjs'], fresh],
    ];
    for (const [program, args, cwd] of steps) {
      const { isOk, text } = run(program, args, cwd);
      if (!isOk) return { unavailable: `${program} ${args[0] ?? ''} failed: ${text.slice(-300)}` };
    }
    renameSync(fresh, folder); // says that it is complete
    return { root: folder };
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function run(program: string, args: readonly string[], cwd: string): { isOk: boolean; text: string } {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8', timeout: stepTimeoutMs });
  if (error !== undefined) return { isOk: false, text: error.message };
  return { isOk: status === 0, text: status === 0 ? stdout.trim() : stderr.trim() };
}

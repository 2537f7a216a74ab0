import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { requireSpace } from '../disk-space';
import { cacheFolder, knownCacheFolders } from '../folders';
import { isReachable } from '../run-as';
import type { Identity } from '../run-as';
import { runCommand } from '../run-command';
import type { Log } from '../running-server';
import { isRecentEnough, redisVersion } from './redis-binary';
import type { RedisBinary } from './redis-binary';

/** Package lists take 20 MB while at work, the unpacked server 10 MB. */
const neededMebibytes = 100;

/** Servers by preference: newer Debian releases may drop the first. */
const packages = ['redis-server', 'valkey-server'] as const;

/** The server unpacked by an earlier start, if there is one. Downloads nothing. */
export async function findUnpacked(cacheDir: string, identity: Identity | undefined): Promise<RedisBinary | undefined> {
  for (const cache of knownCacheFolders(cacheDir)) {
    const tree = join(cache, folderName());
    const binary = isReachable(tree, identity) ? await binaryBelow(tree, identity) : undefined;
    if (binary !== undefined) return binary;
  }
  return undefined;
}

/**
 * Downloads Debian's Redis with apt-get and unpacks it into the cache: nothing is installed, no service is set up, no
 * root needed. The package lists are private too, because a user cannot refresh the system's and old ones name files
 * that are gone. apt checks the signatures as ever.
 */
export async function unpackDebianRedis(
  cacheDir: string,
  identity: Identity | undefined,
  log: Log,
): Promise<{ binary: RedisBinary } | { reason: string }> {
  if (process.platform !== 'linux') return { reason: 'Debian packages are for Linux' };
  const hasApt = await runCommand('apt-get', ['--version'], { timeoutMs: 20_000 });
  const hasDpkg = await runCommand('dpkg', ['--version'], { timeoutMs: 20_000 });
  if (hasApt.code !== 0 || hasDpkg.code !== 0) return { reason: 'this is no Debian: apt-get and dpkg are missing' };
  const cache = cacheFolder(cacheDir, identity);
  await requireSpace(cache, neededMebibytes, "Debian's Redis");
  const work = join(cache, `${folderName()}.${process.pid}`);
  rmSync(work, { recursive: true, force: true });
  for (const folder of ['lists/partial', 'archives/partial', 'debs', 'tree'])
    mkdirSync(join(work, folder), { recursive: true });
  try {
    log("downloading Debian's Redis package (about 10 MB with the package lists)");
    const debs = await download(work);
    if ('reason' in debs) return debs;
    const tree = join(work, 'tree');
    for (const deb of debs.files) await runCommand('dpkg', ['-x', deb, tree], { timeoutMs: 60_000 });
    if ((await binaryBelow(tree, identity)) === undefined) return { reason: 'the unpacked Redis does not run here' };
    const target = join(cache, folderName());
    if (!existsSync(target)) renameSync(tree, target);
    const binary = await binaryBelow(target, identity);
    return binary === undefined ? { reason: `${target} holds no Redis that runs` } : { binary };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function folderName(): string {
  return `redis-debian-${process.arch}`;
}

async function download(work: string): Promise<{ files: string[] } | { reason: string }> {
  const privateState = [
    ...['-o', `Dir::State::lists=${join(work, 'lists')}`, '-o', `Dir::Cache=${work}`],
    ...['-o', 'APT::Sandbox::User=root', '-o', 'Acquire::Languages=none', '-o', 'Acquire::Retries=2'],
    ...['-o', 'Acquire::http::Timeout=20', '-o', 'Acquire::https::Timeout=20'],
  ];
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  const apt = async (options: string[], args: string[], timeoutMs: number) =>
    await runCommand('apt-get', [...options, ...args], { cwd: join(work, 'debs'), env, timeoutMs });
  const update = await apt(privateState, ['update'], 240_000);
  // A third-party source that is down must not hide Debian's own; and should nothing be reachable, the system's lists may do.
  for (const options of [privateState, []]) {
    for (const name of packages) {
      const plan = await apt(options, ['install', '--simulate', '--no-install-recommends', name], 60_000);
      if (plan.code !== 0) continue;
      const wanted = packagesToUnpack(plan.stdout, name);
      const fetched = await apt(options, ['download', ...wanted], 240_000);
      const files = readdirSync(join(work, 'debs')).filter((file) => file.endsWith('.deb'));
      if (fetched.code === 0 && files.length >= wanted.length)
        return { files: files.map((file) => join(work, 'debs', file)) };
    }
  }
  const lastLine = update.output.trimEnd().split('\n').at(-1) ?? '';
  return { reason: `apt-get could not download ${packages.join(' or ')}${lastLine === '' ? '' : ` (${lastLine})`}` };
}

/**
 * The packages to unpack, from the plan of `apt-get install --simulate`: the server, its tools (the server is a link to
 * a binary of theirs) and each library this system lacks. A line with `[old version]` upgrades what is installed and
 * is left alone: a newer libc beside the system's loader would not run.
 */
export function packagesToUnpack(plan: string, server: string): string[] {
  const fresh = plan
    .split('\n')
    .map((line) => /^Inst (\S+) \(/.exec(line)?.[1])
    .filter((name) => name !== undefined);
  return [...new Set([server, server.replace('-server', '-tools'), ...fresh])];
}

async function binaryBelow(tree: string, identity: Identity | undefined): Promise<RedisBinary | undefined> {
  if (!existsSync(tree)) return undefined;
  const env = { LD_LIBRARY_PATH: libraryFolders(tree).join(':') };
  for (const name of packages) {
    const path = join(tree, 'usr', 'bin', name);
    if (!existsSync(path)) continue;
    const version = await redisVersion(path, env, identity);
    if (version !== undefined && isRecentEnough(version)) return { path, version, env };
  }
  return undefined;
}

function libraryFolders(tree: string): string[] {
  const below = (folder: string): string[] =>
    !existsSync(folder)
      ? []
      : readdirSync(folder, { withFileTypes: true })
          .filter((entry) => entry.isDirectory() && entry.name.includes('linux-gnu'))
          .map((entry) => join(folder, entry.name));
  return [...below(join(tree, 'usr', 'lib')), ...below(join(tree, 'lib')), join(tree, 'usr', 'lib')];
}

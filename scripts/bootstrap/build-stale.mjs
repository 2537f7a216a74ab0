import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { exitCodes, fail } from './exit.mjs';
import { root } from './root.mjs';

const dist = join(root, 'dist');
const stampFile = join(dist, '.fingerprints.json');
const lockFile = join(dist, '.building');
const lockWaitMs = 180_000;
const neededMebibytes = 50;

/**
 * Compiles the projects whose files changed since the last time. Straight through scripts/build.mjs: one process and no
 * cache folder, where `nx run-many -t build` would take a process per project and a writable .nx.
 */
export async function buildStale() {
  if (staleProjects().length === 0) return;
  mkdirSync(dist, { recursive: true });
  await takeLock();
  try {
    const stale = staleProjects(); // Another process may have built while this one waited.
    if (stale.length > 0) await build(stale);
  } finally {
    rmSync(lockFile, { force: true });
  }
}

async function build(stale) {
  const startedAt = Date.now();
  process.stdout.write(`compiling ${stale.length === 1 ? stale[0].name : `${stale.length} projects`} …\n`);
  const code = await new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'scripts', 'build.mjs'), ...stale.map(({ name }) => name)], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  if (code !== 0) {
    const isFull = freeMebibytes() < neededMebibytes;
    fail(
      isFull ? exitCodes.diskFull : exitCodes.buildFailed,
      isFull ? 'The disk is full.' : 'Compiling failed, see above.',
    );
  }
  writeFileSync(
    stampFile,
    JSON.stringify({ ...stamps(), ...Object.fromEntries(stale.map(({ name, print }) => [name, print])) }),
  );
  process.stdout.write(`compiled (${((Date.now() - startedAt) / 1000).toFixed(1)} s)\n`);
}

function freeMebibytes() {
  const { bavail, bsize } = statfsSync(root);
  return (bavail * bsize) / 1024 / 1024;
}

function staleProjects() {
  const known = stamps();
  const shared = fingerprint([join(root, 'tsconfig.base.json'), join(root, 'scripts', 'build.mjs')]);
  return projects()
    .map((name) => ({ name, print: `${shared}-${fingerprint(filesBelow(join(root, name)))}` }))
    .filter(({ name, print }) => known[name] !== print || !existsSync(join(dist, name)));
}

function stamps() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return {};
  }
}

function projects() {
  const below = (group) =>
    readdirSync(join(root, group), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(group, entry.name));
  return [...below('libs'), ...below('apps'), 'scripts', 'bench', 'tools'].filter((name) =>
    filesBelow(join(root, name)).some((path) => path.endsWith('.ts')),
  );
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

// Names, sizes and times: a deleted file counts as a change too. Contents would cost a read of everything on each start.
function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    const { mtimeMs, size } = statSync(path);
    hash.update(`${path}\0${mtimeMs}\0${size}\0`);
  }
  return hash.digest('hex').slice(0, 24);
}

async function takeLock() {
  const deadline = Date.now() + lockWaitMs;
  while (Date.now() < deadline) {
    try {
      writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code === 'ENOSPC') fail(exitCodes.diskFull, 'The disk is full.');
      if (error.code !== 'EEXIST') throw error;
    }
    if (isAbandoned()) rmSync(lockFile, { force: true });
    else await delay(200);
  }
  fail(
    exitCodes.buildFailed,
    `Another process has been compiling for ${lockWaitMs / 60_000} minutes; if there is none, remove ${lockFile}.`,
  );
}

function isAbandoned() {
  try {
    process.kill(Number(readFileSync(lockFile, 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

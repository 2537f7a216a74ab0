import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { exitCodes, fail } from './exit.mjs';
import { root, stateDir } from './root.mjs';

/** 460 MB of packages, npm's cache of them, and room for what comes next. */
const neededMebibytes = 1_000;
const heartbeatMs = 10_000;
/** npm's codes for a registry that cannot be reached or does not have the package. */
const networkCode =
  /^(?:E(?:NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|SOCKETTIMEDOUT|NETUNREACH|HOSTUNREACH|AI_FAIL|INTEGRITY)|ERR_SOCKET_TIMEOUT|ETARGET|E[45]\d\d|UNABLE_TO_\w+|SELF_SIGNED_\w+|CERT_\w+)$/;

const stampFile = join(root, 'node_modules', '.sentrybox-installed');

/** Installs exactly what package-lock.json says, unless that has been done. */
export async function ensureDependencies() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const stamp = `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  if (isInstalled(JSON.parse(lock.toString()))) {
    writeStamp(stamp);
    return;
  }
  const free = freeMebibytes();
  if (free < neededMebibytes)
    fail(exitCodes.diskFull, `Installing needs ${neededMebibytes} MiB, and ${free} MiB are free.`);
  const startedAt = Date.now();
  process.stdout.write('installing dependencies (the first time takes a minute or so) …\n');
  const { code, errorCode } = await npmCi(startedAt);
  if (code !== 0) explain(errorCode);
  writeStamp(stamp);
  process.stdout.write(`dependencies installed (${seconds(startedAt)})\n`);
}

function freeMebibytes() {
  const { bavail, bsize } = statfsSync(root);
  return Math.floor((bavail * bsize) / 1024 / 1024);
}

// Somebody ran npm by hand: npm's own record tells what is there. Optional packages of other platforms are not.
function isInstalled(lock) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const { packages } = JSON.parse(readFileSync(record, 'utf8'));
  return Object.entries(lock.packages).every(
    ([path, { version, optional }]) => path === '' || optional === true || packages[path]?.version === version,
  );
}

function writeStamp(stamp) {
  try {
    writeFileSync(stampFile, stamp);
  } catch {
    // A read-only installation: checked again next time.
  }
}

function npmCi(startedAt) {
  const script = process.env.npm_execpath;
  const viaNode = script !== undefined && basename(script) === 'npm-cli.js';
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', ...cacheOption()];
  return new Promise((resolve) => {
    const child = spawn(viaNode ? process.execPath : 'npm', viaNode ? [script, ...args] : args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      process.stderr.write(chunk);
      errors = (errors + chunk).slice(-20_000);
    });
    const heartbeat = setInterval(() => {
      process.stdout.write(`  still installing (${seconds(startedAt)})\n`);
    }, heartbeatMs);
    child.once('error', (error) => {
      clearInterval(heartbeat);
      resolve({ code: null, errorCode: error.code === 'ENOENT' ? 'NO_NPM' : error.code });
    });
    child.once('close', (code) => {
      clearInterval(heartbeat);
      resolve({ code, errorCode: /npm error code (\w+)/.exec(errors)?.[1] });
    });
  });
}

// A home folder that cannot be written (or none) must not stop npm from caching.
function cacheOption() {
  try {
    const cache = process.env.npm_config_cache ?? join(homedir(), '.npm');
    mkdirSync(cache, { recursive: true });
    accessSync(cache, constants.W_OK);
    return [];
  } catch {
    return ['--cache', join(stateDir, 'cache', 'npm')];
  }
}

function explain(errorCode) {
  if (errorCode === 'ENOSPC' || freeMebibytes() < 20) {
    fail(exitCodes.diskFull, `The disk is full: installing needs ${neededMebibytes} MiB in ${root}.`);
  }
  if (errorCode !== undefined && networkCode.test(errorCode)) {
    fail(
      exitCodes.downloadFailed,
      `The dependencies could not be downloaded (${errorCode}). Check the network, the proxy and the registry of npm, then run this again.`,
    );
  }
  const reason = errorCode === 'NO_NPM' ? 'npm is not on the PATH' : `npm ci failed (${errorCode ?? 'no code given'})`;
  fail(exitCodes.installFailed, `The dependencies could not be installed: ${reason}.`);
}

function seconds(startedAt) {
  return `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
}

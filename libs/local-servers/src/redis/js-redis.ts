import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { runCommand } from '../run-command';
import type { Log } from '../running-server';

export const jsRedisVersion = '0.3.0';

const engines = { node: '>=22' };
/**
 * The lock of the three packages, so that npm checks their digests. The declared Node floor (22) is not enforced: the
 * features in use were tried on Node 20.
 */
const lock = {
  name: 'sentrybox-js-redis',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': { dependencies: { 'js-redis-server': jsRedisVersion } },
    'node_modules/cluster-key-slot': {
      version: '1.1.2',
      integrity: 'sha512-RMr0FhtfXemyinomL4hrWcYJxmX6deFdCxpJzhDttxgO1+bcCnkk+9drydLVDmAMG7NE6aN/fl4F7ucU/90gAA==',
    },
    'node_modules/js-redis-server': {
      version: jsRedisVersion,
      integrity: 'sha512-pIN9aI8t+4fNcq+jjjMNqc2AmdNCnCZJs1DJExhHf9LyAx4WM3wxxbskw8Q8NAdd+mqfEcrdTEhqwle1JGrafg==',
      dependencies: { 'cluster-key-slot': '^1.1.2', 'lua-redis-wasm': '^1.5.0' },
      engines,
      peerDependencies: { ioredis: '^5.0.0', redis: '^4.0.0 || ^5.0.0 || ^6.0.0' },
      peerDependenciesMeta: { ioredis: { optional: true }, redis: { optional: true } },
    },
    'node_modules/lua-redis-wasm': {
      version: '1.5.0',
      integrity: 'sha512-iDrhx7hi+IFjfGzGnie78Una66XEFJ0ToBpchahT2xtAZbG9TfazewfEGURQWlflnIim05h834uY8SEOp484Aw==',
      engines,
    },
  },
};

/**
 * The server's own start offers neither a password nor a bind address and listens on every interface. So: every listen
 * is moved to 127.0.0.1, and the password is set before the first connection can be served.
 */
const runner = `
const net = require('node:net');
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port) { return listen.call(this, { port: Number(port), host: '127.0.0.1' }); };
const [, , port] = process.argv;
const { createRedisServer } = require('js-redis-server');
createRedisServer({ port: Number(port) }).then(
  (handle) => {
    handle.state.requirepass = process.env.REDIS_PASSWORD;
    delete process.env.REDIS_PASSWORD;
    process.on('SIGTERM', () => process.exit(0));
  },
  (error) => { process.stderr.write(String(error && error.stack) + '\\n'); process.exit(1); },
);
`;

/** The script that runs the server, when an earlier start has fetched it. */
export function findJsRedis(cacheDir: string): string | undefined {
  const script = join(cacheDir, `js-redis-server-${jsRedisVersion}`, 'run.cjs');
  return existsSync(script) ? script : undefined;
}

/** Fetches the pinned version with npm into the cache; no install script of it is run. */
export async function fetchJsRedis(cacheDir: string, log: Log): Promise<{ script: string } | { reason: string }> {
  const target = join(cacheDir, `js-redis-server-${jsRedisVersion}`);
  const work = `${target}.${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const manifest = { name: lock.name, private: true, ...lock.packages[''] };
  writeFileSync(join(work, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(work, 'package-lock.json'), JSON.stringify(lock));
  writeFileSync(join(work, 'run.cjs'), runner);
  log(`fetching js-redis-server ${jsRedisVersion} with npm`);
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false', '--omit=peer'];
  const [command, ...prefix] = npmCommand();
  const { code, output } = await runCommand(command, [...prefix, ...args], {
    cwd: work,
    env: process.env,
    timeoutMs: 240_000,
  });
  if (code !== 0) {
    rmSync(work, { recursive: true, force: true });
    const lines = output
      .trimEnd()
      .split('\n')
      .filter((line) => line.includes('npm error'));
    return { reason: `npm could not fetch js-redis-server ${jsRedisVersion}: ${lines[0] ?? 'no reason given'}` };
  }
  if (existsSync(target)) rmSync(work, { recursive: true });
  else renameSync(work, target);
  return { script: join(target, 'run.cjs') };
}

/** The npm that runs us, else the one on the PATH. */
function npmCommand(): [string, ...string[]] {
  const script = process.env['npm_execpath'];
  return script !== undefined && basename(script) === 'npm-cli.js' ? [process.execPath, script] : ['npm'];
}

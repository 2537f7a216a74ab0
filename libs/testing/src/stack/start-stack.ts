import { randomInt } from 'node:crypto';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppName } from '@sentrybox/contracts';
import { appNames, apps } from '@sentrybox/contracts';
import { projectRoot } from './project-root';
import { generousLimits } from '../app/generous-limits';

const readyText = 'Ctrl-C stops everything.';
const startTimeoutMs = 120_000;
const stopTimeoutMs = 40_000;
/** Exit code of `npm start` when a port is taken; see scripts/exit-codes.json. */
const portTaken = (
  JSON.parse(readFileSync(join(projectRoot, 'scripts/exit-codes.json'), 'utf8')) as { portTaken: number }
).portTaken;

/** A whole installation, started the way a user starts it. */
export interface Stack {
  readonly urls: Readonly<Record<AppName, string>>;
  /** The key of the first service account. */
  readonly apiKey: string;
  readonly admin: { readonly email: string; readonly password: string };
  /** Administrator's URL of its database. */
  readonly databaseUrl: string;
  /** Administrator's URL of its Redis. */
  readonly redisUrl: string;
  /** Its state folder: logs, secrets, what runs. */
  readonly home: string;
  /** Everything that the start printed so far. */
  readonly output: () => string;
  /** Process id of a service that runs now. */
  pidOf(app: AppName): number;
  /** Ends the installation as Ctrl-C does and resolves with its exit code. */
  stop(): Promise<number | null>;
}

export interface StackOptions {
  /** Settings of plugins and services. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A state folder that outlives the stack; default: a new one that goes with it. */
  readonly home?: string;
  /** Words before the command, to start it somewhere else: `['ip', 'netns', 'exec', 'quiet']`. */
  readonly within?: readonly string[];
  /** The folder of the built project to start; default: this one. */
  readonly root?: string;
}

/**
 * Starts the built product (`npm run build` first) with its own PostgreSQL and Redis on free ports, in a state folder of
 * its own. Credentials are only known on the first start in a folder.
 * @throws Error with what the start printed when it fails
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  for (let attempt = 1; ; attempt++) {
    const home = options.home ?? newHome();
    try {
      // Metrics of tools stay below 32768, where Linux begins to give out ports by itself.
      return await startOnce(home, randomInt(10_000, 22_000), options);
    } catch (error) {
      if (options.home === undefined) rmSync(home, { recursive: true, force: true });
      if (!(error instanceof PortTaken) || attempt === 5) throw error;
    }
  }
}

class PortTaken extends Error {}

// As root, PostgreSQL runs as nobody, who must be able to pass through.
function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'sentrybox-stack-'));
  chmodSync(home, 0o711);
  return home;
}

async function startOnce(home: string, offset: number, options: StackOptions): Promise<Stack> {
  const command = [process.execPath, 'dist/scripts/start.js', '--port-offset', String(offset)];
  const [program = '', ...rest] = [...(options.within ?? []), ...command];
  const child = spawn(program, rest, {
    cwd: options.root ?? projectRoot,
    env: { ...environmentOf(options.environment), SENTRYBOX_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => chunks.push(chunk));
  }
  const output = () => chunks.join('');
  await ready(child, output);
  return {
    urls: Object.fromEntries(
      appNames.map((app) => [app, `http://127.0.0.1:${String(apps[app].port + offset)}`]),
    ) as Stack['urls'], // made of every app name
    apiKey: found(/sb_[0-9a-f]{32}/, output()),
    admin: { email: found(/e-mail\s+(\S+)/, output()), password: found(/password {2,}(\S+)/, output()) },
    databaseUrl: runtimeOf(home).postgres.url,
    redisUrl: runtimeOf(home).redis.url,
    home,
    output,
    pidOf: (app) => pidOf(home, app),
    stop: () => stop(child, options.home === undefined ? home : undefined),
  };
}

// The stack brings its own servers even where the tests were given some, and dials nobody.
function environmentOf(extra: Readonly<Record<string, string>> | undefined): NodeJS.ProcessEnv {
  const own = new Set(['DATABASE_URL', 'REDIS_URL', 'NODE_ENV']);
  const inherited = Object.entries(process.env).filter(([name]) => !own.has(name));
  return { ...Object.fromEntries(inherited), SENTRYBOX_OFFLINE: '1', ...generousLimits, ...extra };
}

async function ready(child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  while (!output().includes(readyText)) {
    if (child.exitCode === portTaken) throw new PortTaken(output());
    if (child.exitCode !== null) throw new Error(`The start ended with code ${String(child.exitCode)}:\n${output()}`);
    if (Date.now() > deadline) {
      child.kill('SIGTERM');
      throw new Error(`Not ready after ${String(startTimeoutMs)} ms:\n${output()}`);
    }
    await new Promise((resolveTick) => setTimeout(resolveTick, 50));
  }
}

function found(pattern: RegExp, text: string): string {
  const match = pattern.exec(text);
  return match?.[1] ?? match?.[0] ?? '';
}

interface Runtime {
  readonly postgres: { readonly url: string };
  readonly redis: { readonly url: string };
  readonly services: readonly { readonly name: string; readonly pid?: number }[];
}

function runtimeOf(home: string): Runtime {
  return JSON.parse(readFileSync(join(home, 'run', 'runtime.json'), 'utf8')) as Runtime; // written by the launcher
}

function pidOf(home: string, app: AppName): number {
  const pid = runtimeOf(home).services.find(({ name }) => name === app)?.pid;
  if (pid === undefined) throw new Error(`${app} does not run.`);
  return pid;
}

async function stop(child: ChildProcess, homeToRemove: string | undefined): Promise<number | null> {
  const exited = new Promise<number | null>((done) => {
    if (child.exitCode !== null) done(child.exitCode);
    child.once('exit', done);
  });
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  const code = await exited;
  clearTimeout(kill);
  child.stdout?.destroy();
  child.stderr?.destroy();
  if (homeToRemove !== undefined) rmSync(homeToRemove, { recursive: true, force: true });
  return code;
}

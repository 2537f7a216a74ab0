import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';

import { LocalServerError } from './local-server.errors';
import type { Identity } from './run-as';
import { guardProcess } from './watchdog';

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly identity: Identity | undefined;
  readonly logFile: string;
  /** Sent one after the other until the process is gone; the last is followed by SIGKILL. */
  readonly stopSteps: readonly { signal: 'SIGTERM' | 'SIGINT' | 'SIGQUIT'; graceMs: number }[];
}

export interface ServerProcess {
  readonly pid: number;
  readonly exited: Promise<number | null>;
  readonly hasExited: () => boolean;
  /** See {@link RunningServer.stop}. */
  readonly stop: () => Promise<void>;
}

const logLimitBytes = 10 * 1024 * 1024;

/** Starts a server in a session of its own, guarded by the watchdog. Its output is appended to `logFile`. */
export async function startProcess(server: ServerCommand): Promise<ServerProcess> {
  if (existsSync(server.logFile) && statSync(server.logFile).size > logLimitBytes) {
    renameSync(server.logFile, `${server.logFile}.1`);
  }
  const log = openSync(server.logFile, 'a', 0o600);
  const child = spawn(server.command, server.args, {
    cwd: server.cwd,
    env: server.env,
    uid: server.identity?.uid,
    gid: server.identity?.gid,
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  let isGone = false;
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      isGone = true;
      resolve(code);
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      reject(
        new LocalServerError('start-failed', `${server.command} cannot be run: ${error.message}`, { cause: error }),
      );
    });
  });
  const { pid } = child;
  if (pid === undefined) throw new LocalServerError('start-failed', `${server.command} has no process id.`);
  const release = guardProcess({ pid, signal: server.stopSteps[0]?.signal === 'SIGINT' ? 'INT' : 'TERM', tier: 2 });
  void exited.then(release);
  const stopOnce = async (): Promise<void> => {
    for (const step of server.stopSteps) {
      if (isGone) return;
      child.kill(step.signal);
      if (await isSettledWithin(exited, step.graceMs)) return;
    }
    child.kill('SIGKILL');
    await exited;
  };
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await (stopping ??= stopOnce());
  };
  return { pid, exited, hasExited: () => isGone, stop };
}

/** True when the promise settled in time. The timer does not outlive the answer. */
export async function isSettledWithin(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, timeoutMs);
  });
  const isInTime = await Promise.race([promise.then(() => true as const), late]);
  clearTimeout(timer);
  return isInTime;
}

/** The last lines of a server's log, for a message. */
export function logTail(logFile: string, lines = 12): string {
  if (!existsSync(logFile)) return '(no log)';
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

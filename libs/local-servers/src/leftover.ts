import { existsSync, readFileSync } from 'node:fs';

import { pollUntil } from './poll';
import { runCommand } from './run-command';

/** The code of a system error, e.g. ENOENT. Not by `instanceof`: inside Jest, Node's errors are of another realm. */
export function errorCode(error: unknown): string | undefined {
  const isCoded = typeof error === 'object' && error !== null && 'code' in error;
  return isCoded && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether a process with this id exists, ours or another user's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Ended, but its parent has not asked how: orphans stay so for ever where process 1 is no real init. Linux only. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}

/** The command line of a process, as far as this system tells; empty when it is gone. */
export async function commandLine(pid: number): Promise<string> {
  if (existsSync('/proc/self/cmdline')) {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    } catch {
      return ''; // It ended meanwhile.
    }
  }
  const { stdout } = await runCommand('ps', ['-o', 'args=', '-p', String(pid)], { timeoutMs: 5_000 });
  return stdout.trim();
}

/**
 * Stops a server that an earlier parent left behind: both the parent and its watchdog were killed. The process id comes
 * from a pid file and may belong to somebody else by now, so the command line has to be the one expected.
 */
export async function stopLeftover(
  pid: number,
  isOurs: (commandLine: string) => boolean,
  signal: NodeJS.Signals,
): Promise<boolean> {
  if (!Number.isSafeInteger(pid) || pid <= 1 || !isAlive(pid) || !isOurs(await commandLine(pid))) return false;
  process.kill(pid, signal);
  const isGone = async () => await Promise.resolve(!isAlive(pid));
  if (!(await pollUntil(isGone, { timeoutMs: 20_000, intervalMs: 50 }))) process.kill(pid, 'SIGKILL');
  return true;
}

import { spawn } from 'node:child_process';

import type { Identity } from './run-as';

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly identity?: Identity | undefined;
  /** What it reads from its standard input; nothing by default. */
  readonly input?: string | undefined;
  readonly timeoutMs: number;
}

export interface CommandResult {
  /** The exit code; null when a signal (the time-out's too) ended it or it could not be started. */
  readonly code: number | null;
  /** Both streams, for a message; the last 16 KiB. */
  readonly output: string;
  readonly stdout: string;
}

const outputLimit = 16 * 1024;
const stdoutLimit = 4 * 1024 * 1024;

/** Runs a command without a shell and waits for it. Never rejects: a command that cannot be started has code null. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  return await new Promise((resolve) => {
    let output = '';
    let stdout = '';
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      uid: options.identity?.uid,
      gid: options.identity?.gid,
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
    });
    child.stdin.on('error', () => undefined); // it ended without reading
    child.stdin.end(options.input);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(0, stdoutLimit);
      output = (output + text).slice(-outputLimit);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-outputLimit);
    });
    child.once('error', (error) => {
      resolve({ code: null, output: error.message, stdout: '' });
    });
    child.once('close', (code) => {
      resolve({ code, output, stdout });
    });
  });
}

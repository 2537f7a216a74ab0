import { errorCode, LocalServerError } from '@sentrybox/local-servers';
import type { LocalServerFailure } from '@sentrybox/local-servers';

import { CommandFailure, exitCodes } from './exit-codes';
import type { ExitReason } from './exit-codes';

const reasonOfServer: Readonly<Record<LocalServerFailure, ExitReason>> = {
  'no-server': 'serverUnavailable',
  'download-failed': 'downloadFailed',
  'disk-full': 'diskFull',
  'port-taken': 'portTaken',
  'data-version': 'stateUnusable',
  'data-owner': 'stateUnusable',
  'start-failed': 'serverUnavailable',
};

const reasonOfSystem: Readonly<Record<string, ExitReason>> = {
  ENOSPC: 'diskFull',
  EDQUOT: 'diskFull',
  EACCES: 'stateUnusable',
  EPERM: 'stateUnusable',
  EROFS: 'stateUnusable',
};

const advice: Partial<Record<ExitReason, string>> = {
  diskFull: 'The disk is full: ',
  stateUnusable: 'A file or folder cannot be used: ',
};

/** What an error means to the person at the terminal. An unexpected one keeps its stack: it is a bug. */
export function describeFailure(error: unknown): { reason: ExitReason; message: string } {
  if (error instanceof CommandFailure) return { reason: error.reason, message: error.message };
  if (error instanceof LocalServerError) return { reason: reasonOfServer[error.failure], message: error.message };
  const reason = reasonOfSystem[errorCode(error) ?? ''];
  if (reason !== undefined)
    return { reason, message: `${advice[reason] ?? ''}${error instanceof Error ? error.message : String(error)}` };
  return { reason: 'unexpected', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** Runs a command's main function and ends the process with its exit code. */
export function runCommand(main: (args: readonly string[]) => Promise<ExitReason>): void {
  main(process.argv.slice(2)).then(
    (reason) => {
      process.exitCode = exitCodes[reason];
      // Nothing is left to do; whatever still holds a handle (a pool, a watchdog's pipe) is not waited for.
      process.exit();
    },
    (error: unknown) => {
      const { reason, message } = describeFailure(error);
      process.stderr.write(`${message}\n`);
      process.exit(exitCodes[reason]);
    },
  );
}

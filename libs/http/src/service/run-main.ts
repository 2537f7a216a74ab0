import { ConfigError } from '@sentrybox/config';

// sysexits(3): what an operator or a script can tell apart.
const exitCodes = { failed: 1, unavailable: 69, configuration: 78 } as const;

/**
 * The body of an entry file: runs `start` and, when it fails, says why on standard error and ends the process. 78: the
 * configuration is not usable (names and reasons, no values); 69: an address is taken or may not be used; 1: all else.
 */
export async function runMain(start: () => Promise<unknown>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const { text, code } = explain(error);
    process.stderr.write(`${text}\n`, () => process.exit(code));
  }
}

function explain(error: unknown): { text: string; code: number } {
  if (error instanceof ConfigError) return { text: error.message, code: exitCodes.configuration };
  if (!(error instanceof Error)) return { text: String(error), code: exitCodes.failed };
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    return { text: `Cannot listen: ${error.message}`, code: exitCodes.unavailable };
  }
  return { text: `The service did not start: ${error.stack ?? error.message}`, code: exitCodes.failed };
}

import { parseArgs } from 'node:util';

import { errorCode } from '@sentrybox/local-servers';

import { CommandFailure } from './exit-codes';
import { wholeNumber } from './ports';

export interface StartOptions {
  /** Added to every default port. */
  readonly portOffset: number;
  /** Leave the installation running in the background once it is ready. */
  readonly detach: boolean;
}

/** @throws CommandFailure `usage` */
export function parseStartOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): StartOptions {
  const { values } = parseCommandLine(() =>
    parseArgs({ args: [...args], options: { 'port-offset': { type: 'string' }, detach: { type: 'boolean' } } }),
  );
  const offset = wholeNumber(values['port-offset'], '--port-offset');
  return {
    portOffset: offset ?? wholeNumber(environment['SENTRYBOX_PORT_OFFSET'], 'SENTRYBOX_PORT_OFFSET') ?? 0,
    detach: values.detach ?? false,
  };
}

/** Turns what parseArgs refuses into a usage failure; its messages name the option at fault. */
export function parseCommandLine<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (errorCode(error)?.startsWith('ERR_PARSE_ARGS_') !== true) throw error;
    throw new CommandFailure('usage', (error as Error).message, { cause: error }); // parseArgs throws TypeErrors
  }
}

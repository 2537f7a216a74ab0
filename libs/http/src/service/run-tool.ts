import { NestFactory } from '@nestjs/core';
import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { DomainError } from '@sentrybox/errors';
import { runMain } from './run-main';

/** sysexits(3): how the command was called is at fault; storage cannot be reached; anything else. */
const exitCodes = { usage: 64, unavailable: 69, failed: 1 } as const;

/**
 * The body of an entry file for commands on the host: as {@link runMain}, and an error of the domain is said in a sentence
 * and ends with 64 (called wrongly), 69 (storage cannot be reached) or 1.
 */
export async function runTool(work: () => Promise<void>): Promise<void> {
  await runMain(() => work().catch(explain));
}

/**
 * Prints what `work` makes of a module without HTTP as one line of JSON on standard output, where nothing else goes, and
 * closes the module.
 */
export async function printFrom<T extends object>(
  module: DynamicModule,
  work: (context: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const context = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  try {
    const result = await work(context);
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return result;
  } finally {
    await context.close();
  }
}

/** What an operator did wrong, or cannot help, is said in a sentence; a bug keeps its stack. */
function explain(error: unknown): void {
  if (!(error instanceof DomainError) || error.kind === 'bug') throw error;
  process.stderr.write(`${error.message}\n`);
  if (error.kind === 'unavailable') process.exitCode = exitCodes.unavailable;
  else process.exitCode = error.kind === 'invalid' ? exitCodes.usage : exitCodes.failed;
}

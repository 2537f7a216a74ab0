import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import type { Permission } from '@sentrybox/contracts';
import { permissionSchema } from '@sentrybox/contracts';
import { createLogger, productVersion } from '@sentrybox/observability';
import { DomainError, invalidInput, invalidRequest } from '@sentrybox/errors';
import { loadServiceConfig, runMain } from '@sentrybox/http';
import { AdminModule } from './admin.module';
import { identityVariables } from './config';
import { CreateKeyService, firstScopes, FirstStartService } from './first-start';

const usage = 'Usage: admin-cli first-start | admin-cli create-key --name <name> [--scopes <scope,…>]';

/** sysexits(3): how the command was called is at fault; storage cannot be reached; anything else. */
const exitCodes = { usage: 64, unavailable: 69, failed: 1 } as const;

interface Options {
  readonly name?: string;
  readonly scopes?: string;
}

type Resolve = <T>(service: new (...args: never[]) => T) => T;

/** Prints one line of JSON on standard output; everything else goes to standard error. */
async function main(): Promise<void> {
  const { command, options } = parsedArguments();
  const config = loadServiceConfig(identityVariables);
  const logger = createLogger({ service: 'identity-admin', version: productVersion(), level: 'error' });
  const context = await NestFactory.createApplicationContext(AdminModule.forConfig(config, logger), {
    logger: false,
    abortOnError: false,
  });
  try {
    const result = await run(command, options, (service) => context.get(service));
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } finally {
    await context.close();
  }
}

function parsedArguments(): { command: string | undefined; options: Options } {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { name: { type: 'string' }, scopes: { type: 'string' } },
    });
    return { command: positionals[0], options: values };
  } catch {
    throw invalidRequest(usage); // parseArgs throws for nothing but arguments it does not know
  }
}

async function run(command: string | undefined, { name, scopes }: Options, resolve: Resolve): Promise<object> {
  switch (command) {
    case 'first-start':
      return await resolve(FirstStartService).run();
    case 'create-key':
      if (name === undefined || name.trim() === '') throw invalidRequest(usage);
      return await resolve(CreateKeyService).run(name.trim(), scopesOf(scopes));
    default:
      throw invalidRequest(usage);
  }
}

function scopesOf(list: string | undefined): readonly Permission[] {
  if (list === undefined) return firstScopes;
  const parsed = permissionSchema
    .array()
    .min(1)
    .safeParse(list.split(',').map((scope) => scope.trim()));
  if (!parsed.success) throw invalidInput(parsed.error.issues, 'scopes');
  return parsed.data;
}

/** What an operator did wrong, or cannot help, is said in a sentence; a bug keeps its stack. */
function explain(error: unknown): void {
  if (!(error instanceof DomainError) || error.kind === 'bug') throw error;
  process.stderr.write(`${error.message}\n`);
  if (error.kind === 'unavailable') process.exitCode = exitCodes.unavailable;
  else process.exitCode = error.kind === 'invalid' ? exitCodes.usage : exitCodes.failed;
}

void runMain(() => main().catch(explain));

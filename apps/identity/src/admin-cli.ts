import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { loadConfig } from '@sentrybox/config';
import type { Permission } from '@sentrybox/contracts';
import { permissionSchema } from '@sentrybox/contracts';
import { createLogger, productVersion } from '@sentrybox/observability';
import { invalidInput, invalidRequest } from '@sentrybox/errors';
import { runMain } from '@sentrybox/http';
import { AdminModule } from './admin.module';
import { identityVariables } from './config';
import { CreateKeyService, firstScopes, FirstStartService } from './first-start';

const usage = 'Usage: admin-cli first-start | admin-cli create-key --name <name> [--scopes <scope,…>]';

/** Prints one line of JSON on standard output; everything else goes to standard error. */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { name: { type: 'string' }, scopes: { type: 'string' } },
  });
  const config = loadConfig(identityVariables);
  const logger = createLogger({ service: 'identity-admin', version: productVersion(), level: 'error' });
  const context = await NestFactory.createApplicationContext(AdminModule.forConfig(config, logger), {
    logger: false,
    abortOnError: false,
  });
  try {
    const result = await run(positionals[0], values, (service) => context.get(service));
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } finally {
    await context.close();
  }
}

type Resolve = <T>(service: new (...args: never[]) => T) => T;

async function run(
  command: string | undefined,
  { name, scopes }: { name?: string; scopes?: string },
  resolve: Resolve,
): Promise<object> {
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

void runMain(main);

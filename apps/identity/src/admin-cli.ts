import { parseArgs } from 'node:util';
import type { Permission } from '@sentrybox/contracts';
import { permissionSchema } from '@sentrybox/contracts';
import { createLogger, productVersion } from '@sentrybox/observability';
import { invalidInput, invalidRequest } from '@sentrybox/errors';
import { loadServiceConfig, printFrom, runTool } from '@sentrybox/http';
import { VerifyAuditService } from './admin-audit/verify-audit.service';
import { SecretsService } from './admin-secrets/secrets.service';
import { AdminModule } from './admin.module';
import { MakeOwnerService } from './admin-users/make-owner.service';
import { identityVariables } from './config';
import { CreateKeyService, firstScopes, FirstStartService } from './first-start';
import { PasswordResetService } from './password-reset';
import { RotateKeysService } from './signing-keys';
import type { SigningKey } from './signing-keys';

const usage =
  'Usage: admin-cli first-start | admin-cli create-key --name <name> [--scopes <scope,…>] | ' +
  'admin-cli reset-password <e-mail> | admin-cli make-owner <e-mail> --team <name> | ' +
  'admin-cli verify-audit [--checkpoints <file>] | admin-cli peppers | admin-cli rewrap-secrets | ' +
  'admin-cli rotate-signing-key | admin-cli revoke-signing-key <kid>';

const failedExitCode = 1;

interface Options {
  readonly name?: string;
  readonly scopes?: string;
  readonly team?: string;
  readonly checkpoints?: string;
}

type Resolve = <T>(service: new (...args: never[]) => T) => T;

async function main(): Promise<void> {
  const { command, argument, options } = parsedArguments();
  const config = loadServiceConfig(identityVariables);
  const logger = createLogger({ service: 'identity-admin', version: productVersion(), level: 'error' });
  const result = await printFrom(AdminModule.forConfig(config, logger), (context) =>
    run({ command, argument, options }, (service) => context.get(service)),
  );
  if ('is_intact' in result && result.is_intact === false) process.exitCode = failedExitCode;
}

interface Arguments {
  readonly command: string | undefined;
  readonly argument: string | undefined;
  readonly options: Options;
}

function parsedArguments(): Arguments {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        scopes: { type: 'string' },
        team: { type: 'string' },
        checkpoints: { type: 'string' },
      },
    });
    return { command: positionals[0], argument: positionals[1], options: values };
  } catch {
    throw invalidRequest(usage); // parseArgs throws for nothing but arguments it does not know
  }
}

async function run({ command, argument, options }: Arguments, resolve: Resolve): Promise<object> {
  const { name, scopes, team } = options;
  switch (command) {
    case 'first-start':
      return await resolve(FirstStartService).run();
    case 'create-key':
      return await resolve(CreateKeyService).run(given(name), scopesOf(scopes));
    case 'reset-password':
      return await resolve(PasswordResetService).createFor(given(argument));
    case 'make-owner':
      return await resolve(MakeOwnerService).run(given(argument), given(team));
    default:
      return await administrate({ command, argument, options }, resolve);
  }
}

/** Commands about the installation's secrets and records. */
async function administrate({ command, argument, options }: Arguments, resolve: Resolve): Promise<object> {
  switch (command) {
    case 'verify-audit':
      return await resolve(VerifyAuditService).run(options.checkpoints);
    case 'peppers':
      return await resolve(SecretsService).peppers();
    case 'rewrap-secrets':
      return await resolve(SecretsService).rewrap();
    case 'rotate-signing-key':
      return factsOf(await resolve(RotateKeysService).rotate());
    case 'revoke-signing-key':
      return factsOf(await resolve(RotateKeysService).revoke(given(argument)));
    default:
      throw invalidRequest(usage);
  }
}

function factsOf({ kid, state, notBefore }: SigningKey): object {
  return { kid, state, not_before: notBefore.toISOString() };
}

function given(text: string | undefined): string {
  if (text === undefined || text.trim() === '') throw invalidRequest(usage);
  return text.trim();
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

void runTool(main);

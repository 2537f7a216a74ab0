import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { z } from 'zod';

import { CommandFailure } from './exit-codes';
import { serviceEnvironment } from './service-spec';
import type { Installation } from './service-spec';

/** While two busy cores start everything else at the same time, a minute was too short. */
const timeoutMs = 180_000;

const firstStartSchema = z.union([
  z.object({ created: z.literal(false) }),
  z.object({ created: z.literal(true), email: z.string(), password: z.string(), apiKey: z.string() }),
]);
const createdKeySchema = z.object({ apiKey: z.string(), prefix: z.string(), serviceAccount: z.string() });

const createdResetSchema = z.object({ email: z.string(), token: z.string(), expiresAt: z.string() });
const rewrappedSchema = z.object({ columns: z.array(z.unknown()) });
const madeOwnerSchema = z.object({ email: z.string(), team: z.string() });

export type FirstStart = z.infer<typeof firstStartSchema>;
export type CreatedKey = z.infer<typeof createdKeySchema>;

/** Services that keep secrets under KEY_ENCRYPTION_KEYS. The administration tool of each brings its own under the first. */
const secretKeepers = ['identity', 'analysis-gateway', 'data'] as const;
type Administered = (typeof secretKeepers)[number];

/** Where the administration tool of a service lies and the environment it is to run with, which is the service's. */
export interface AdminCli {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: identity. */
  readonly app?: Administered;
}

function cliOf(installation: Installation, app: Administered = 'identity'): AdminCli {
  return { root: installation.root, env: serviceEnvironment(app, installation), app };
}

/** Makes the first team, administrator and service account, unless they exist. */
export async function firstStart(installation: Installation): Promise<FirstStart> {
  return await firstStartWith(cliOf(installation));
}

export async function firstStartWith(cli: AdminCli): Promise<FirstStart> {
  return firstStartSchema.parse(await runAdminCli(cli, ['first-start']));
}

/** Mints a key for a service account, by the same code as the first start. */
export async function createKey(installation: Installation, args: readonly string[]): Promise<CreatedKey> {
  return await createKeyWith(cliOf(installation), args);
}

/** @param args of identity's `create-key`; without any, the key's name is `key` */
export async function createKeyWith(cli: AdminCli, args: readonly string[]): Promise<CreatedKey> {
  const given = args.length === 0 ? ['--name', 'key'] : args;
  return createdKeySchema.parse(await runAdminCli(cli, ['create-key', ...given]));
}

/** @param args of identity's `reset-password` or `make-owner`, with the command. @returns what to tell the person */
export async function manageUser(installation: Installation, args: readonly string[]): Promise<string> {
  return await manageUserWith(cliOf(installation), args);
}

/** @throws CommandFailure `usage` for any other command */
export async function manageUserWith(cli: AdminCli, args: readonly string[]): Promise<string> {
  switch (args[0]) {
    case 'reset-password': {
      const { email, token, expiresAt } = createdResetSchema.parse(await runAdminCli(cli, args));
      return [
        `Token by which ${email} can set a new password until ${expiresAt} (shown this once, works once):`,
        `  ${token}`,
        'It is sent to identity: POST /api/v1/auth/password-reset {"token": "…", "new_password": "…"}',
      ].join('\n');
    }
    case 'make-owner': {
      const { email, team } = madeOwnerSchema.parse(await runAdminCli(cli, args));
      return `${email} is an owner of team ${team} now.`;
    }
    default:
      throw new CommandFailure('usage', 'Usage: user reset-password <e-mail> | user make-owner <e-mail> --team <name>');
  }
}

const administration = ['verify-audit', 'peppers', 'rewrap-secrets', 'rotate-signing-key', 'revoke-signing-key'];

/** Commands about the installation's secrets and records. @returns what the tool answers, as JSON to read */
export async function administrate(installation: Installation, args: readonly string[]): Promise<string> {
  if (args[0] !== 'rewrap-secrets') return await administrateWith(cliOf(installation), args);
  const columns: unknown[] = [];
  for (const app of secretKeepers) {
    columns.push(...rewrappedSchema.parse(await runAdminCli(cliOf(installation, app), args)).columns);
  }
  return JSON.stringify({ columns }, null, 2);
}

/**
 * The same where only one service's environment is at hand: `rewrap-secrets <service>` names which.
 * @throws CommandFailure `usage` for any other command
 */
export async function administrateWith(cli: AdminCli, args: readonly string[]): Promise<string> {
  const [command = '', named] = args;
  const app = command === 'rewrap-secrets' ? secretKeepers.find((keeper) => keeper === named) : undefined;
  if (administration.includes(command)) return JSON.stringify(await runAdminCli({ app, ...cli }, args), null, 2);
  throw new CommandFailure('usage', `Usage: admin ${administration.join(' | admin ')}`);
}

/**
 * Runs the administration tool of a service as a process with its environment; it prints one JSON document.
 * @throws CommandFailure `serviceFailed` with what it said on standard error
 */
async function runAdminCli(cli: AdminCli, args: readonly string[]): Promise<unknown> {
  const { app = 'identity' } = cli;
  const script = join(cli.root, 'dist', 'apps', app, 'src', 'admin-cli.js');
  const { code, stdout, stderr } = await new Promise<{ code: number | null; stdout: string; stderr: string }>(
    (resolve) => {
      const child = spawn(process.execPath, [script, ...args], {
        cwd: cli.root,
        env: cli.env,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: timeoutMs,
      });
      const output = { stdout: '', stderr: '' };
      for (const stream of ['stdout', 'stderr'] as const) {
        child[stream].setEncoding('utf8').on('data', (text: string) => {
          output[stream] += text;
        });
      }
      child.once('error', (error) => {
        resolve({ code: null, stdout: '', stderr: error.message });
      });
      child.once('close', (exitCode) => {
        resolve({ code: exitCode, ...output });
      });
    },
  );
  if (code !== 0) {
    throw new CommandFailure(
      'serviceFailed',
      `${args[0] ?? ''} of ${app} failed (exit code ${String(code)}):\n${stderr.trimEnd()}`,
    );
  }
  // Log lines, if any, come before the document, which is the last line.
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as unknown;
}

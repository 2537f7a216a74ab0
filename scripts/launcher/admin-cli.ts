import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { z } from 'zod';

import { CommandFailure } from './exit-codes';
import { serviceEnvironment } from './service-spec';
import type { Installation } from './service-spec';

const timeoutMs = 60_000;

const firstStartSchema = z.union([
  z.object({ created: z.literal(false) }),
  z.object({ created: z.literal(true), email: z.string(), password: z.string(), apiKey: z.string() }),
]);
const createdKeySchema = z.object({ apiKey: z.string(), prefix: z.string(), serviceAccount: z.string() });

export type FirstStart = z.infer<typeof firstStartSchema>;
export type CreatedKey = z.infer<typeof createdKeySchema>;

/** Makes the first team, administrator and service account, unless they exist. */
export async function firstStart(installation: Installation): Promise<FirstStart> {
  return firstStartSchema.parse(await runAdminCli(installation, ['first-start']));
}

/** Mints a key for a service account, by the same code as the first start. */
export async function createKey(installation: Installation, args: readonly string[]): Promise<CreatedKey> {
  return createdKeySchema.parse(await runAdminCli(installation, ['create-key', ...args]));
}

/**
 * Runs identity's administration tool as a process with identity's environment; it prints one JSON document.
 * @throws CommandFailure `serviceFailed` with what it said on standard error
 */
async function runAdminCli(installation: Installation, args: readonly string[]): Promise<unknown> {
  const script = join(installation.root, 'dist', 'apps', 'identity', 'src', 'admin-cli.js');
  const { code, stdout, stderr } = await new Promise<{ code: number | null; stdout: string; stderr: string }>(
    (resolve) => {
      const child = spawn(process.execPath, [script, ...args], {
        cwd: installation.root,
        env: serviceEnvironment('identity', installation),
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
      `identity's ${args[0] ?? ''} failed (exit code ${String(code)}):\n${stderr.trimEnd()}`,
    );
  }
  // Log lines, if any, come before the document, which is the last line.
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as unknown;
}

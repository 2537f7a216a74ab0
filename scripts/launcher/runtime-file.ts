import { rmSync } from 'node:fs';

import { z } from 'zod';

import { readJsonFile, writePrivateFile } from './state-folder';
import type { StateFolder } from './state-folder';

const serverSchema = z.object({
  url: z.string(),
  /** What it is and why, for people. */
  description: z.string(),
  pid: z.number().int().optional(),
});

const runtimeSchema = z.object({
  pid: z.number().int(),
  host: z.string(),
  postgres: serverSchema,
  redis: serverSchema.extend({
    /** Whether each service has a user of its own there. */
    hasUsers: z.boolean().default(false),
  }),
  services: z.array(
    z.object({ name: z.string(), pid: z.number().int().optional(), http: z.number().int(), metrics: z.number().int() }),
  ),
});

/** What a running installation consists of; `status`, `key`, `migrate` and `doctor` read it. */
export type Runtime = z.infer<typeof runtimeSchema>;

/** The URLs in it carry passwords: the file is its owner's alone. */
export function writeRuntime(folder: StateFolder, runtime: Runtime): void {
  writePrivateFile(folder.runtime, `${JSON.stringify(runtime, null, 2)}\n`);
}

export function readRuntime(folder: StateFolder): Runtime | undefined {
  return runtimeSchema.safeParse(readJsonFile(folder.runtime)).data;
}

export function removeRuntime(folder: StateFolder): void {
  rmSync(folder.runtime, { force: true });
}

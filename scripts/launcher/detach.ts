import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import type { ExitReason } from './exit-codes';
import { exitCodes } from './exit-codes';
import type { Print } from './progress';
import type { StateFolder } from './state-folder';

const messageSchema = z.union([z.object({ line: z.string() }), z.object({ ready: z.string() })]);

/**
 * `npm start -- --detach`: starts a second launcher in a session of its own, relays its lines until it is ready, and
 * leaves it running. The credentials come over the process channel and reach no file.
 */
export async function startDetached(script: string, args: readonly string[], print: Print): Promise<ExitReason> {
  const child = spawn(process.execPath, [script, ...args.filter((arg) => arg !== '--detach')], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.stderr?.on('data', (text: Buffer) => process.stderr.write(text));
  return await new Promise((resolve) => {
    child.on('message', (message) => {
      const parsed = messageSchema.parse(message);
      if ('line' in parsed) {
        print(parsed.line);
        return;
      }
      print(parsed.ready.replace('Ctrl-C stops everything.', '`npm run stop` stops everything.'));
      child.disconnect();
      child.unref();
      resolve('ok');
    });
    child.once('exit', (code) => {
      const known = Object.entries(exitCodes).find(([, value]) => value === code);
      resolve((known?.[0] as ExitReason | undefined) ?? 'unexpected'); // the keys of exitCodes are the reasons
    });
  });
}

/** Where a launcher without a terminal writes: to its parent while that listens, then to its log. */
export function detachedPrint(folder: StateFolder): Print {
  process.on('disconnect', () => undefined);
  return (line) => {
    if (process.connected) process.send?.({ line });
    else appendFileSync(join(folder.logs, 'launcher.log'), `${new Date().toISOString()} ${line}\n`, { mode: 0o600 });
  };
}

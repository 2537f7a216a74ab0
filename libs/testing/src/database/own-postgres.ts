import { rmSync } from 'node:fs';
import { foldersOutside, startPostgres } from '@sentrybox/local-servers';
import type { RunningPostgres } from '@sentrybox/local-servers';
import { newStateDir, testCacheDir } from '../jest/test-folders';

/** A PostgreSQL server of a spec's own, to be taken away and brought back on the same port. */
export interface OwnPostgres {
  /** The superuser's. */
  readonly url: string;
  /** Immediate shutdown: every session is cut off, nothing is written on the way out. Resolves once it is gone. */
  crash(): Promise<void>;
  /** Recovers from the log. Resolves once it answers. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** It keeps what it has acknowledged, as in production. */
export async function ownPostgres(): Promise<OwnPostgres> {
  const stateDir = newStateDir();
  const options = { stateDir, cacheDir: testCacheDir(), log: () => undefined };
  let server: RunningPostgres = await startPostgres(options);
  const { adminUrl: url, port } = server;
  return {
    url,
    crash: async () => {
      process.kill(server.pid, 'SIGQUIT');
      await server.exited;
    },
    start: async () => {
      server = await startPostgres({ ...options, port });
    },
    close: async () => {
      await server.stop();
      for (const folder of [...foldersOutside(stateDir), stateDir]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

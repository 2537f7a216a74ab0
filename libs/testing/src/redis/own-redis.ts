import { rmSync } from 'node:fs';
import { foldersOutside, removeRedisData, startRedis } from '@sentrybox/local-servers';
import type { RunningRedis } from '@sentrybox/local-servers';
import { askRedis } from '../faults/nemesis/server-processes';
import { newStateDir, testCacheDir } from '../jest/test-folders';

/** A Redis server of a spec's own, to be killed and started again on the same port. */
export interface OwnRedis {
  readonly url: string;
  /** `kill -9`: nothing is saved on the way out. Resolves once it is gone. */
  kill(): Promise<void>;
  /** @param keepsData whether what the append-only file holds is there again; else it starts empty. */
  start(options: { readonly keepsData: boolean }): Promise<void>;
  /** Uses its memory up: from now on writes are refused, and what is there can be read. */
  fill(): Promise<void>;
  /** As much memory as before. */
  giveRoom(): Promise<void>;
  close(): Promise<void>;
}

/** With an append-only file, flushed every second, as in production. */
export async function ownRedis(): Promise<OwnRedis> {
  const stateDir = newStateDir();
  const options = { stateDir, cacheDir: testCacheDir(), aof: true, log: () => undefined };
  let server: RunningRedis = await startRedis(options);
  const { url, port } = server;
  return {
    url,
    kill: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
    },
    start: async ({ keepsData }) => {
      if (!keepsData) removeRedisData(stateDir);
      server = await startRedis({ ...options, port });
    },
    fill: () => limitMemory(url, 1),
    giveRoom: () => limitMemory(url, 0),
    close: async () => {
      await server.stop();
      for (const folder of [...foldersOutside(stateDir), stateDir]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** @param bytes 0: without a limit */
async function limitMemory(url: string, bytes: number): Promise<void> {
  await askRedis(url, (redis) => redis.config('SET', 'maxmemory', bytes));
}

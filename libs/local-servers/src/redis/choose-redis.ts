import { LocalServerError } from '../local-server.errors';
import type { Identity } from '../run-as';
import type { Log } from '../running-server';
import { findUnpacked, unpackDebianRedis } from './debian-package';
import { fetchJsRedis, findJsRedis, jsRedisVersion } from './js-redis';
import { findOnPath } from './redis-binary';
import type { RedisBinary } from './redis-binary';

export type RedisKind = 'system' | 'debian-unpacked' | 'js-redis-server';

export type RedisChoice = { readonly version: string; readonly reason: string } & (
  | { readonly kind: 'system' | 'debian-unpacked'; readonly binary: RedisBinary }
  | { readonly kind: 'js-redis-server'; readonly script: string }
);

export interface ChooseRedisOptions {
  readonly cacheDir: string;
  readonly identity: Identity | undefined;
  /** Only these kinds; all by default. */
  readonly kinds?: readonly RedisKind[] | undefined;
  /** False: only what is here already (what `doctor` asks). Default true. */
  readonly mayDownload?: boolean;
  readonly log: Log;
}

type Attempt =
  { readonly choice: RedisChoice } | { readonly refused: readonly string[]; readonly hasDownloadFailed?: boolean };

const order: readonly RedisKind[] = ['system', 'debian-unpacked', 'js-redis-server'];

/**
 * Decides which Redis runs: the system's, Debian's package unpacked, then js-redis-server.
 * @throws LocalServerError `no-server` or `download-failed`, with the reason of every kind
 */
export async function chooseRedis(options: ChooseRedisOptions): Promise<RedisChoice> {
  const reasons: string[] = [];
  let hasDownloadFailed = false;
  for (const kind of order.filter((candidate) => options.kinds?.includes(candidate) ?? true)) {
    const attempt = await attempts[kind](options);
    if ('choice' in attempt) {
      const { choice } = attempt;
      return reasons.length === 0 ? choice : { ...choice, reason: `${choice.reason}, because ${reasons.join('; ')}` };
    }
    reasons.push(...attempt.refused);
    hasDownloadFailed ||= attempt.hasDownloadFailed ?? false;
  }
  throw new LocalServerError(
    hasDownloadFailed ? 'download-failed' : 'no-server',
    `No Redis can be run here: ${reasons.join('; ')}. Install redis-server or valkey-server, or set REDIS_URL.`,
  );
}

const attempts: Record<RedisKind, (options: ChooseRedisOptions) => Promise<Attempt>> = {
  system: async ({ identity }) => {
    const { binary, refused } = await findOnPath(identity);
    if (binary === undefined) return { refused };
    return { choice: { kind: 'system', binary, version: binary.version, reason: `${binary.path} is on the PATH` } };
  },
  'debian-unpacked': async ({ cacheDir, identity, mayDownload, log }) => {
    const unpacked = await findUnpacked(cacheDir, identity);
    if (unpacked !== undefined) return { choice: debianChoice(unpacked) };
    if (mayDownload === false) return { refused: ["Debian's package has not been downloaded yet"] };
    const result = await unpackDebianRedis(cacheDir, identity, log);
    return 'binary' in result
      ? { choice: debianChoice(result.binary) }
      : { refused: [result.reason], hasDownloadFailed: true };
  },
  'js-redis-server': async ({ cacheDir, mayDownload, log }) => {
    const fetched = findJsRedis(cacheDir);
    if (fetched !== undefined) return { choice: jsChoice(fetched) };
    if (mayDownload === false) return { refused: ['js-redis-server has not been downloaded yet'] };
    const result = await fetchJsRedis(cacheDir, log);
    return 'script' in result
      ? { choice: jsChoice(result.script) }
      : { refused: [result.reason], hasDownloadFailed: true };
  },
};

function debianChoice(binary: RedisBinary): RedisChoice {
  return { kind: 'debian-unpacked', binary, version: binary.version, reason: "Debian's package, unpacked" };
}

function jsChoice(script: string): RedisChoice {
  return { kind: 'js-redis-server', script, version: jsRedisVersion, reason: 'js-redis-server' };
}

import type { AppName } from '@sentrybox/contracts';

/**
 * Names of the keys and channels. Publish/subscribe ignores the number of the database, so it is part of every name:
 * two installations on one Redis do not hear each other.
 */
export class RedisNames {
  private readonly root: string;

  constructor(redisUrl: string) {
    const index = /^\/(\d+)$/.exec(new URL(redisUrl).pathname)?.[1] ?? '0';
    this.root = `sb${index}`;
  }

  /** Names the life of Redis' memory; absent after a flush, until the next message. */
  get epoch(): string {
    return `${this.root}:epoch:v1`;
  }

  /** List of the questions that wait for a replica of `owner`. `v2` is the version of the frames in it. */
  asks(owner: AppName): string {
    return `${this.root}:ask:v2:${owner}`;
  }

  /** Sorted set of message ids that a replica of `owner` took, by deadline. */
  taken(owner: AppName): string {
    return `${this.root}:taken:v1:${owner}`;
  }

  /** Channel on which one process of `app` hears the answers to its own questions. */
  answers(app: AppName, processId: string): string {
    return `${this.root}:answer:v2:${app}:${processId}`;
  }

  /** `v2` is the version of the frames: those of another would not verify and count as forged. */
  announcement(name: string): string {
    return `${this.root}:announce:v2:${name}`;
  }
}

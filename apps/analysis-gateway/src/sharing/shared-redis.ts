import { Redis } from 'ioredis';
import { redisDatabaseOf, sharedStateKeys } from '@sentrybox/contracts';
import type { Logger, Metrics } from '@sentrybox/observability';
import type { Counter } from 'prom-client';

/** How long a command may take until Redis counts as away. */
const commandTimeoutMs = 500;
/** After a failure Redis is left alone for so long: requests do not each wait for it to fail again. */
const restMs = 1_000;

/**
 * What the replicas of the gateway share over Redis: caches, counts, locks. All of it can be done without, so nothing here
 * throws: while Redis is away every question has the answer undefined, and a figure says that nothing is shared.
 */
export class SharedRedis {
  /** Begins every key. */
  readonly prefix: string;
  private readonly redis: Redis;
  private readonly failures: Counter;
  private restsUntilMs = 0;
  private isAway = false;

  constructor(
    redisUrl: string,
    metrics: Metrics,
    private readonly logger: Logger,
  ) {
    this.prefix = sharedStateKeys(redisDatabaseOf(redisUrl), 'analysis-gateway');
    this.redis = connectionTo(redisUrl);
    this.failures = metrics.counter(
      'analysis_shared_state_failures_total',
      'Times that caches, quotas and circuits were this process’ own because Redis did not answer.',
    );
    const shared = metrics.gauge(
      'analysis_shared_state_up',
      '1 while caches, quotas and circuits are shared by all replicas, 0 while each has its own.',
      [],
      () => {
        shared.set(this.isUp ? 1 : 0);
      },
    );
  }

  /** The answer, or undefined while Redis is away. */
  async ask<T>(question: (redis: Redis) => Promise<T>): Promise<T | undefined> {
    if (!this.isUp) {
      this.failed(undefined);
      return undefined;
    }
    try {
      const answer = await question(this.redis);
      this.isAway = false;
      return answer;
    } catch (error) {
      this.restsUntilMs = performance.now() + restMs;
      this.failed(error);
      return undefined;
    }
  }

  /** Declares a script that `ask` can run by its name. Keys are arguments, see libs/messaging's access rules. */
  define(name: string, lua: string): void {
    this.redis.defineCommand(name, { numberOfKeys: 0, lua });
  }

  close(): void {
    this.redis.disconnect();
  }

  private get isUp(): boolean {
    return this.redis.status === 'ready' && performance.now() >= this.restsUntilMs;
  }

  private failed(error: unknown): void {
    this.failures.inc();
    if (this.isAway) return;
    this.isAway = true;
    this.logger.warn('shared_state_away', { error });
  }
}

function connectionTo(redisUrl: string): Redis {
  const redis = new Redis(redisUrl, {
    connectTimeout: 2_000,
    commandTimeout: commandTimeoutMs,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(attempt * 50, 1_000),
    disconnectTimeout: 500,
  });
  // Emitted for every failed attempt to connect; commands fail on their own.
  redis.on('error', () => undefined);
  return redis;
}

import type { Redis } from 'ioredis';
import { ConfigError } from '@sentrybox/config';
import type { Logger } from '@sentrybox/observability';

const keepsEverything = 'noeviction';

/**
 * Looks at how Redis is set up (P04). A Redis that evicts keys loses questions and wake-ups under load, so a service does
 * not start on one, nor is it ready when one comes back so. Without an append-only file Redis forgets at a restart what
 * PostgreSQL still knows: a warning, because no accepted work is lost by that and managed servers replicate instead.
 * INFO tells both; where it is refused or silent, that is a warning too. CONFIG, which says more, is not for services.
 */
export class RedisSettings {
  private problem: string | undefined;
  private warned = new Set<string>();

  constructor(
    private readonly redis: Redis,
    private readonly logger: Logger,
  ) {
    redis.on('ready', () => void this.look());
  }

  /** Reads the settings. Nothing is known, and nothing is refused, while Redis is away. */
  async look(): Promise<void> {
    if (this.redis.status !== 'ready') return;
    try {
      const info = fieldsOf(`${await this.redis.info('memory')}\n${await this.redis.info('persistence')}`);
      this.judge(info.get('maxmemory_policy'), info.get('aof_enabled'));
    } catch (error) {
      this.warn('redis_settings_unknown', 'INFO was not answered', error);
    }
  }

  /** @throws ConfigError that names the setting, when the last look showed a Redis that evicts keys. */
  requireUsable(): void {
    if (this.problem !== undefined) throw new ConfigError([`REDIS_URL: ${this.problem}`]);
  }

  private judge(policy: string | undefined, aof: string | undefined): void {
    const isEvicting = policy !== undefined && policy !== keepsEverything;
    this.problem = isEvicting
      ? `this Redis evicts keys (maxmemory-policy is ${policy}): set maxmemory-policy to ${keepsEverything}`
      : undefined;
    if (this.problem !== undefined) this.logger.error('redis_evicts_keys', { reason: this.problem });
    if (policy === undefined) this.warn('redis_settings_unknown', 'INFO does not tell maxmemory_policy');
    if (aof === undefined) this.warn('redis_settings_unknown', 'INFO does not tell aof_enabled');
    if (aof === '0') this.warn('redis_not_persistent', 'appendonly is off: wake-ups are made anew after its restart');
  }

  private warn(event: string, reason: string, error?: unknown): void {
    if (this.warned.has(reason)) return;
    this.warned.add(reason);
    this.logger.warn(event, { reason, ...(error === undefined ? {} : { error }) });
  }
}

function fieldsOf(info: string): ReadonlyMap<string, string> {
  const pairs = info.split(/\r?\n/).map((line) => line.split(':', 2));
  return new Map(pairs.flatMap(([name = '', value]) => (value === undefined ? [] : [[name, value] as const])));
}

import { randomBytes } from 'node:crypto';
import type { AppName, AskDefinition } from '@sentrybox/contracts';
import type { Logger, Metrics } from '@sentrybox/observability';
import { PairKeys } from './keys/pair-keys';
import { MessagingMetrics } from './messaging.metrics';
import { AskList } from './redis/ask-list';
import { RedisConnections } from './redis/connections';
import { RedisClock } from './redis/redis-clock';
import { RedisNames } from './redis/redis-names';
import { RedisSettings } from './redis/redis-settings';
import { askDefinitions } from './start-up-check';

export interface MessagingOptions {
  readonly app: AppName;
  /** redis:// or rediss://, as in REDIS_URL. */
  readonly redisUrl: string;
  /** As in SERVICE_PRIVATE_KEY. */
  readonly privateKey: string;
  /** As in SERVICE_PUBLIC_KEYS. */
  readonly publicKeys: string;
  /** Whether this process answers asks; false in a pure worker, which still hears announcements. Default true. */
  readonly answersAsks?: boolean;
  /** Default: every ask of libs/contracts. Tests bring their own. */
  readonly definitions?: readonly AskDefinition[];
}

/** What both sides of messaging in one process share. */
export class MessagingRuntime {
  readonly app: AppName;
  readonly answersAsks: boolean;
  readonly definitions: readonly AskDefinition[];
  readonly keys: PairKeys;
  readonly names: RedisNames;
  readonly connections: RedisConnections;
  readonly settings: RedisSettings;
  readonly clock = new RedisClock();
  readonly list: AskList;
  readonly metrics: MessagingMetrics;
  /** Channel on which this process, and no other, hears the answers to its questions. */
  readonly replyTo: string;

  /** @throws DomainError of kind `bug` when the keys are not usable. */
  constructor(
    options: MessagingOptions,
    metrics: Metrics,
    readonly logger: Logger,
  ) {
    this.app = options.app;
    this.answersAsks = options.answersAsks ?? true;
    this.definitions = options.definitions ?? askDefinitions();
    this.keys = PairKeys.fromConfig(options.app, options.privateKey, options.publicKeys);
    this.names = new RedisNames(options.redisUrl);
    this.connections = new RedisConnections(options.redisUrl, logger);
    this.settings = new RedisSettings(this.connections.commands, logger);
    this.list = new AskList(this.connections.commands, this.names, this.clock);
    this.metrics = new MessagingMetrics(metrics, logger);
    this.replyTo = this.names.answers(options.app, randomBytes(9).toString('base64url'));
  }
}

import { appNames, jobKeyPrefix, rateLimitKeys, sharedStateKeys } from '@sentrybox/contracts';
import type { AppName } from '@sentrybox/contracts';
import { commandQueueName } from './command-queue';
import { RedisNames } from './redis-names';

/** What a Redis user may do, rule by rule as ACL SETUSER takes them. */
export type AccessRules = readonly string[];

export interface AccessRulesOptions {
  /** Number of the database in REDIS_URL; it is a part of the names of keys and channels. Default 0. */
  readonly database?: number;
  /** Redis 7 and Valkey know selectors and write-only keys. Without them (6.2) a service could read what it may send. */
  readonly hasSelectors?: boolean;
}

/**
 * Commands by category, without those that administrate (CONFIG, DEBUG, SHUTDOWN …), endanger others (FLUSHALL, KEYS …),
 * look at keys of everybody (SCAN …) or store code on the server (FUNCTION).
 */
const commands: AccessRules = [
  ...['-@all', '+@read', '+@write', '+@blocking', '-@dangerous', '-@admin', '-@scripting', '-@pubsub'],
  ...['-scan', '-randomkey', '-dbsize'],
  // BullMQ and asks are scripts; what a script does is checked against the rules of its caller, command by command.
  ...['+eval', '+evalsha', '+script|load', '+script|exists', '+multi', '+exec', '+discard'],
  ...['+auth', '+hello', '+ping', '+select', '+quit', '+client|setname', '+client|id', '+client|unblock'],
  ...['+time', '+info', '+publish', '+subscribe', '+unsubscribe'],
];

/**
 * What one service needs of Redis and nothing more (P04):
 *
 * - its own: the list of questions to it, what it took of them, the queues of its own work, what its replicas share,
 *   answers to its own questions;
 * - its queues of commands at other services, one per pair (`sbq:<owner>.commands.<caller>`);
 * - of others: appending to their lists of questions, answering on their channels, hearing announcements, the epoch,
 *   and counting requests for the limits that all share.
 *
 * It can neither read nor remove what others sent to others, nor announce in another's name. A library that stores
 * something of its own adds its pattern here, or every service is refused.
 */
export function redisAccessRules(app: AppName, options: AccessRulesOptions = {}): AccessRules {
  const { database = 0, hasSelectors = true } = options;
  const names = new RedisNames(`redis://redis/${database}`);
  const others = appNames.filter((name) => name !== app);
  const own = [
    ...[names.asks(app), names.taken(app), `${jobKeyPrefix}:${app}.*`, `${sharedStateKeys(database, app)}:*`].map(
      (key) => `~${key}`,
    ),
    ...others.map((owner) => `~${jobKeyPrefix}:${commandQueueName(owner, app)}:*`),
    ...[names.answers(app, '*'), names.announcement(`${app}.*`)].map((channel) => `&${channel}`),
  ];
  const asks = others.map((owner) => names.asks(owner));
  const answers = names.answers('*' as AppName, '*'); // a pattern in the place of a name
  const announcements = names.announcement('*');
  const limits = `${rateLimitKeys(database)}:*`;
  const ofOthers = hasSelectors
    ? [
        `(~${names.epoch} +get +set)`,
        `(${asks.map((key) => `%W~${key}`).join(' ')} +rpush +pexpire +llen)`,
        `(&${answers} +publish)`,
        `(&${announcements} +subscribe +unsubscribe)`,
        `(~${limits} +hmget +hgetall +hset +hincrby +hdel +pexpire)`,
      ]
    : [...[names.epoch, limits, ...asks].map((key) => `~${key}`), `&${answers}`, `&${announcements}`];
  return ['resetkeys', 'resetchannels', ...commands, ...own, ...ofOthers];
}

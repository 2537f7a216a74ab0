import type { Redis } from 'ioredis';
import type { AnnouncementDefinition, AppName } from '@sentrybox/contracts';
import { bug, unavailable } from '@sentrybox/errors';
import { currentTraceparent, requestContext } from '@sentrybox/observability';
import type { PairKeys } from '../keys/pair-keys';
import { clockSampleLifeMs } from '../limits';
import type { AskList } from '../redis/ask-list';
import type { RedisClock } from '../redis/redis-clock';
import type { RedisNames } from '../redis/redis-names';
import { signAnnouncement } from '../wire/announcement-frame';
import { newMessageId } from '../wire/message-id';

/** Publishes in the form of Nest's Redis client, on the connection that asks use: that client would add two more. */
export class Announcer {
  constructor(
    private readonly app: AppName,
    private readonly keys: PairKeys,
    private readonly list: AskList,
    private readonly clock: RedisClock,
    private readonly redis: Redis,
    private readonly names: RedisNames,
  ) {}

  async announce(definition: AnnouncementDefinition, payload: unknown): Promise<void> {
    if (definition.owner !== this.app) throw bug(`${definition.name} belongs to ${definition.owner}`);
    const parsed = definition.payload.safeParse(payload);
    if (!parsed.success) throw bug(`The payload of ${definition.name} breaks its contract`, parsed.error);
    try {
      await this.list.freshenClock(clockSampleLifeMs);
      const sentAtMs = this.clock.earliestMs();
      if (sentAtMs === undefined) throw bug('Redis told no time');
      const id = newMessageId();
      const data = signAnnouncement(this.keys, definition.name, {
        sender: this.app,
        id,
        sentAtMs,
        correlationId: requestContext()?.requestId ?? `msg-${id}`,
        traceparent: currentTraceparent(),
        body: JSON.stringify(parsed.data),
      });
      const pattern = definition.name;
      await this.redis.publish(this.names.announcement(pattern), JSON.stringify({ pattern, data }));
    } catch (error) {
      throw unavailable('Other services cannot be told now.', error);
    }
  }
}

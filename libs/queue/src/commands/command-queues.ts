import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { AppName } from '@sentrybox/contracts';
import { unavailable } from '@sentrybox/errors';
import { commandQueueName } from '@sentrybox/messaging';
import type { PairKeys } from '@sentrybox/messaging';
import type { Logger } from '@sentrybox/observability';
import { jobOptions, keyPrefix } from '../redis/job';
import { seal } from './command-message';
import type { CommandMessage, Sealed } from './command-message';

/** The sending side: seals messages and puts them into the receiver's queue for this app. Fails fast without Redis. */
export class CommandQueues {
  private readonly queues = new Map<AppName, Queue<Sealed>>();

  constructor(
    private readonly app: AppName,
    private readonly keys: PairKeys,
    private readonly redis: Redis,
    private readonly logger: Logger,
  ) {}

  /** A message that still waits there is not added again. @throws DomainError kind `unavailable` */
  async send(to: AppName, messages: readonly CommandMessage[]): Promise<void> {
    this.requireRedis();
    try {
      await this.queueOf(to).addBulk(
        messages.map((message) => ({
          name: message.kind,
          data: seal(this.keys, to, message),
          opts: { ...jobOptions, jobId: `${message.kind}-${message.id}` },
        })),
      );
    } catch (error) {
      throw unavailable('Redis does not take messages now.', error);
    }
  }

  /** @throws DomainError kind `unavailable` at once while there is no connection. */
  requireRedis(): void {
    if (this.redis.status !== 'ready') throw unavailable('Redis cannot be reached now.');
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.queues.values()].map(async (queue) => queue.close()));
  }

  private queueOf(to: AppName): Queue<Sealed> {
    let queue = this.queues.get(to);
    if (queue === undefined) {
      queue = new Queue<Sealed>(commandQueueName(to, this.app), {
        connection: this.redis,
        prefix: keyPrefix,
        skipVersionCheck: true,
        skipWaitingForReady: true,
        streams: { events: { maxLen: 100 } },
      });
      queue.on('error', (error) => {
        this.logger.debug('command_queue_error', { to, error });
      });
      this.queues.set(to, queue);
    }
    return queue;
  }
}

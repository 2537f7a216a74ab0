import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import type { Logger } from '@sentrybox/observability';

// ioredis' timer that destroys a socket which does not close holds a process that is about to end; its default is 2 s.
const disconnectTimeout = 500;

const reconnect = (attempt: number): number => Math.min(attempt * 50, 1_000);

const producing: RedisOptions = {
  lazyConnect: true,
  disconnectTimeout,
  connectTimeout: 2_000,
  commandTimeout: 2_000,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  retryStrategy: reconnect,
};

const consuming: RedisOptions = {
  disconnectTimeout,
  connectTimeout: 2_000,
  maxRetriesPerRequest: null,
  retryStrategy: reconnect,
};

/** The connections of one process for jobs: one that fails fast for handing over, one that waits for Redis for workers. */
export class QueueConnections {
  readonly producer: Redis;
  private worker: Redis | undefined;

  constructor(
    private readonly url: string,
    private readonly logger: Logger,
  ) {
    this.producer = this.make(producing);
  }

  /** Starts connecting, without waiting for it. */
  open(): void {
    // A failed first attempt is followed by others; the error is logged by the listener.
    if (this.producer.status === 'wait') this.producer.connect().catch(() => undefined);
  }

  /** Shared by all workers of the process; each adds one of its own that blocks. */
  forWorkers(): Redis {
    this.worker ??= this.make(consuming);
    return this.worker;
  }

  close(): void {
    this.producer.disconnect();
    this.worker?.disconnect();
  }

  private make(options: RedisOptions): Redis {
    const connection = new Redis(this.url, options);
    connection.on('error', (error: Error) => {
      this.logger.debug('redis_connection_error', { error });
    });
    return connection;
  }
}

import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import type { Logger } from '@sentrybox/observability';

// ioredis' timer that destroys a socket which does not close holds a process that is about to end; its default is 2 s.
const disconnectTimeout = 500;

const reconnect = (attempt: number): number => Math.min(attempt * 50, 1_000);

/** Fails at once while Redis is away, and within a second when it is silent: nobody waits for a queue in this process. */
const failFast: RedisOptions = {
  lazyConnect: true,
  disconnectTimeout,
  connectTimeout: 2_000,
  commandTimeout: 1_000,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  retryStrategy: reconnect,
};

/** Waits for Redis to come back and goes on, subscriptions included. */
const patient: RedisOptions = {
  lazyConnect: true,
  disconnectTimeout,
  connectTimeout: 2_000,
  maxRetriesPerRequest: null,
  keepAlive: 10_000,
  retryStrategy: reconnect,
};

/** The connections of one process for messages: one for commands, one that hears answers. */
export class RedisConnections {
  readonly commands: Redis;
  readonly answers: Redis;
  private readonly others: Redis[] = [];

  constructor(
    private readonly url: string,
    private readonly logger: Logger,
  ) {
    this.commands = this.make(failFast);
    this.answers = this.make(patient);
  }

  /** Connects, and returns when that is done or after 2 s: a service also starts without Redis and recovers later. */
  async open(): Promise<void> {
    await Promise.all([openWithin(this.commands, 2_000), openWithin(this.answers, 2_000)]);
  }

  /** A connection for blocking commands; closed with the rest. */
  blocking(): Redis {
    const connection = this.make({ ...patient, socketTimeout: 5_000 });
    this.others.push(connection);
    return connection;
  }

  /** A connection for subscriptions whose owner closes it. */
  subscriber(): Redis {
    return this.make(patient);
  }

  close(): void {
    for (const connection of [this.commands, this.answers, ...this.others]) connection.disconnect();
  }

  private make(options: RedisOptions): Redis {
    const connection = new Redis(this.url, options);
    // ioredis emits this for every failed attempt to connect; commands fail on their own.
    connection.on('error', (error: Error) => {
      this.logger.debug('redis_connection_error', { error });
    });
    connection.on('close', () => {
      this.logger.debug('redis_connection_closed');
    });
    return connection;
  }
}

/** Starts connecting and waits until it is usable or closed, at most `timeoutMs`; never rejects. */
export async function openWithin(connection: Redis, timeoutMs: number): Promise<void> {
  if (connection.status === 'ready') return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      connection.off('ready', done).off('end', done);
      resolve();
    };
    const timer = setTimeout(done, timeoutMs);
    connection.on('ready', done).on('end', done);
    // A failed first attempt is followed by others; the error is logged by the listener.
    if (connection.status === 'wait') connection.connect().catch(() => undefined);
  });
}

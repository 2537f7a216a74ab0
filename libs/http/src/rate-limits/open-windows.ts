import { Redis } from 'ioredis';
import { rateLimitKeys, redisDatabaseOf } from '@sentrybox/contracts';
import type { Clock, Logger, Metrics } from '@sentrybox/observability';
import { LocalWindows } from './local-windows';
import { RedisWindows } from './redis-windows';
import { SharedWindows } from './shared-windows';
import type { WindowStore } from './sliding-window';

export interface OpenWindows {
  readonly store: WindowStore;
  close(): void;
}

export interface WindowParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** How long the first request may wait until Redis counts as away. */
const commandTimeoutMs = 1_000;
const probeEveryMs = 1_000;

/** The store of a service: shared over Redis when it has one, else of this process alone. Connects in the background. */
export function openWindows(redisUrl: string | undefined, { clock, logger, metrics }: WindowParts): OpenWindows {
  const local = new LocalWindows(clock);
  if (redisUrl === undefined) return { store: local, close: () => undefined };
  const redis = connect(redisUrl);
  const failures = metrics.counter(
    'rate_limit_store_failures_total',
    'Times that the limits fell back to one count per process because Redis did not answer.',
  );
  const windows = new SharedWindows({
    shared: new RedisWindows(redis, `${rateLimitKeys(redisDatabaseOf(redisUrl))}:`),
    local,
    probe: () => redis.ping(),
    probeEveryMs,
    onChange: (isShared, error) => {
      if (isShared) {
        logger.info('rate_limits_shared');
      } else {
        failures.inc();
        logger.warn('rate_limits_local', { error });
      }
    },
  });
  return {
    store: windows,
    close: () => {
      windows.close();
      redis.disconnect();
    },
  };
}

function connect(redisUrl: string): Redis {
  const redis = new Redis(redisUrl, {
    connectTimeout: 2_000,
    commandTimeout: commandTimeoutMs,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: true, // requests of the first moments wait for the connection, at most for the time-out
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(attempt * 50, 1_000),
    disconnectTimeout: 500,
  });
  // Emitted for every failed attempt to connect; commands fail on their own, and their failure is logged once.
  redis.on('error', () => undefined);
  return redis;
}

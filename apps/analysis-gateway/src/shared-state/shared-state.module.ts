import { Injectable, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import type { Clock, Logger } from '@sentrybox/observability';
import { CLOCK, LOGGER, Metrics } from '@sentrybox/observability';
import { AnswerCache, Flights } from '../cache';
import { CALL_GATE, LocalGate, RedisGate } from '../quota';
import { SharedRedis, SharedSecret } from '../sharing';

interface SharedStateConfig {
  readonly REDIS_URL: string;
  readonly SERVICE_PRIVATE_KEY: string;
}

@Injectable()
class SharedStateLifecycle implements OnApplicationShutdown {
  constructor(private readonly redis: SharedRedis) {}

  onApplicationShutdown(): void {
    this.redis.close();
  }
}

/** Global: what the replicas share: `AnswerCache`, `Flights`, `CALL_GATE`, `SharedSecret`. */
@Module({})
export class SharedStateModule {
  static forApp(config: SharedStateConfig): DynamicModule {
    return {
      module: SharedStateModule,
      global: true,
      providers: [
        {
          provide: SharedRedis,
          inject: [Metrics, LOGGER],
          useFactory: (metrics: Metrics, logger: Logger) => new SharedRedis(config.REDIS_URL, metrics, logger),
        },
        { provide: SharedSecret, useFactory: () => SharedSecret.derive(config.SERVICE_PRIVATE_KEY, 'shared state') },
        {
          provide: AnswerCache,
          inject: [SharedRedis, SharedSecret, CLOCK],
          useFactory: (redis: SharedRedis, secret: SharedSecret, clock: Clock) =>
            new AnswerCache(redis, secret, () => clock.now().getTime()),
        },
        {
          provide: Flights,
          inject: [SharedRedis, SharedSecret],
          useFactory: (redis: SharedRedis, secret: SharedSecret) => new Flights(redis, secret),
        },
        {
          provide: CALL_GATE,
          inject: [SharedRedis, CLOCK],
          useFactory: (redis: SharedRedis, clock: Clock) =>
            new RedisGate(redis, new LocalGate(() => clock.now().getTime())),
        },
        SharedStateLifecycle,
      ],
      exports: [AnswerCache, CALL_GATE, Flights, SharedSecret],
    };
  }
}

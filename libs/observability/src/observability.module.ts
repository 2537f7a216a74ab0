import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CLOCK, systemClock } from './clock';
import type { Clock } from './clock';
import { HealthRegistry } from './health/health-registry';
import { LOGGER } from './logging/logger';
import type { Logger } from './logging/logger';
import { Metrics } from './metrics/metrics';

export interface ObservabilityOptions {
  readonly logger: Logger;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** Global: `LOGGER`, `CLOCK`, `Metrics`, `HealthRegistry`. */
@Module({})
export class ObservabilityModule {
  static forService({ logger, clock = systemClock }: ObservabilityOptions): DynamicModule {
    return {
      module: ObservabilityModule,
      global: true,
      providers: [
        { provide: LOGGER, useValue: logger },
        { provide: CLOCK, useValue: clock },
        { provide: Metrics, useFactory: () => new Metrics() },
        { provide: HealthRegistry, useFactory: () => new HealthRegistry(clock, logger) },
      ],
      exports: [LOGGER, CLOCK, Metrics, HealthRegistry],
    };
  }
}

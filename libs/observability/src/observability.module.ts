import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CLOCK, systemClock } from './clock';
import type { Clock } from './clock';
import { HealthRegistry } from './health/health-registry';
import { LOGGER } from './logging/logger';
import type { Logger } from './logging/logger';
import { Metrics } from './metrics/metrics';

interface ObservabilityOptions {
  readonly logger: Logger;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: new ones. */
  readonly metrics?: Metrics;
  readonly health?: HealthRegistry;
}

/** Global: `LOGGER`, `CLOCK`, `Metrics`, `HealthRegistry`. */
@Module({})
export class ObservabilityModule {
  static forService(options: ObservabilityOptions): DynamicModule {
    const { logger, clock = systemClock } = options;
    const { metrics = new Metrics(), health = new HealthRegistry(clock, logger) } = options;
    return {
      module: ObservabilityModule,
      global: true,
      providers: [
        { provide: LOGGER, useValue: logger },
        { provide: CLOCK, useValue: clock },
        { provide: Metrics, useValue: metrics },
        { provide: HealthRegistry, useValue: health },
      ],
      exports: [LOGGER, CLOCK, Metrics, HealthRegistry],
    };
  }
}

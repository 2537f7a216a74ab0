import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CLOCK, Metrics } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { Egress } from './egress';
import type { EgressOptions } from './egress';
import { egressMetrics, showCircuits } from './egress-metrics';

/** Provides {@link Egress} everywhere in an app. Needs the global ObservabilityModule. */
@Module({})
export class EgressModule {
  static forApp(options: EgressOptions): DynamicModule {
    return {
      module: EgressModule,
      global: true,
      providers: [
        {
          provide: Egress,
          useFactory: (metrics: Metrics, clock: Clock) => {
            const time = { now: () => clock.now(), monotonicMs: () => clock.monotonicMs() };
            const egress = new Egress({ ...egressMetrics(metrics), ...time, ...options });
            showCircuits(metrics, egress);
            return egress;
          },
          inject: [Metrics, CLOCK],
        },
      ],
      exports: [Egress],
    };
  }
}

import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CLOCK, Metrics } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { blockedCounter } from './blocked-counter';
import { exchangeHistogram } from './exchange-histogram';
import { Egress } from './egress';
import type { EgressOptions } from './egress';

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
          useFactory: (metrics: Metrics, clock: Clock) =>
            new Egress({
              onBlocked: blockedCounter(metrics),
              onExchanged: exchangeHistogram(metrics),
              monotonicMs: () => clock.monotonicMs(),
              ...options,
            }),
          inject: [Metrics, CLOCK],
        },
      ],
      exports: [Egress],
    };
  }
}

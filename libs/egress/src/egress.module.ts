import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CLOCK, LOGGER, Metrics } from '@sentrybox/observability';
import type { Clock, Logger } from '@sentrybox/observability';
import { GuardedDns } from './dns/guarded-dns';
import { Egress } from './egress';
import type { EgressOptions } from './egress';
import { egressMetrics, showCircuits } from './egress-metrics';
import { EgressProxy } from './proxy/egress-proxy';
import { proxyRecorder } from './proxy/proxy-recorder';

/** Provides {@link Egress} and {@link EgressProxy} everywhere in an app. Needs the global ObservabilityModule. */
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
        {
          provide: EgressProxy,
          useFactory: (metrics: Metrics, logger: Logger) =>
            new EgressProxy({
              isOffline: options.isOffline,
              ownNetworks: options.ownNetworks,
              resolve: options.resolve,
              onConnection: proxyRecorder(metrics, logger),
            }),
          inject: [Metrics, LOGGER],
        },
        { provide: GuardedDns, useValue: new GuardedDns({ isOffline: options.isOffline }) },
      ],
      exports: [Egress, EgressProxy, GuardedDns],
    };
  }
}

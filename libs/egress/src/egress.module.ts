import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { Egress } from './egress';
import type { EgressOptions } from './egress';

/** Provides {@link Egress} everywhere in an app. */
@Module({})
export class EgressModule {
  static forApp(options: EgressOptions): DynamicModule {
    return {
      module: EgressModule,
      global: true,
      providers: [{ provide: Egress, useFactory: () => new Egress(options) }],
      exports: [Egress],
    };
  }
}

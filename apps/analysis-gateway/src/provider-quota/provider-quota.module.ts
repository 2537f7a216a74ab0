import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ProviderQuotaController } from './provider-quota.controller';
import { ProviderQuotaService } from './provider-quota.service';

@Module({})
export class ProviderQuotaModule {
  /** @param execution the ExecutionModule */
  static with(execution: DynamicModule): DynamicModule {
    return {
      module: ProviderQuotaModule,
      imports: [execution],
      controllers: [ProviderQuotaController],
      providers: [ProviderQuotaService],
    };
  }
}

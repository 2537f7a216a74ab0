import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { IndicatorsModule } from '../indicators';
import { Mmdb, MMDB_PATHS } from '../mmdb';
import { ModelModule } from '../model';
import { WarninglistsModule } from '../warninglists';
import { IntelligenceController } from './intelligence.controller';
import { IntelligenceService } from './intelligence.service';

@Module({})
export class IntelligenceModule {
  /** @param mmdbPaths of MaxMind databases; none: locations are `unconfigured` */
  static reading(mmdbPaths: readonly string[]): DynamicModule {
    return {
      module: IntelligenceModule,
      imports: [ModelModule, IndicatorsModule, WarninglistsModule],
      controllers: [IntelligenceController],
      providers: [IntelligenceService, Mmdb, { provide: MMDB_PATHS, useValue: mmdbPaths }],
    };
  }
}

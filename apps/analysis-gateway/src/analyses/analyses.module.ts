import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AnalysesController } from './analyses.controller';
import { AnalysesMetrics } from './analyses.metrics';
import { AnalysesRepository } from './analyses.repository';
import { AnalysesService } from './analyses.service';
import { AnalysisListService } from './analysis-list.service';
import { ResultsService } from './results.service';
import { RunSlowPluginWork } from './run-slow-plugin.work';

@Module({})
export class AnalysesModule {
  /** @param plugins the module that provides the PluginRegistry */
  static with(plugins: DynamicModule): DynamicModule {
    return {
      module: AnalysesModule,
      imports: [plugins],
      controllers: [AnalysesController],
      providers: [
        AnalysesService,
        AnalysisListService,
        AnalysesMetrics,
        AnalysesRepository,
        ResultsService,
        RunSlowPluginWork,
      ],
      exports: [RunSlowPluginWork],
    };
  }
}

import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AnalysisSettingsModule } from '../analysis-settings';
import { EventsModule } from '../events';
import { OverridesModule } from '../overrides';
import { RequestKeysModule } from '../request-keys';
import { VerdictPoliciesModule } from '../verdict-policies';
import { WebhooksModule } from '../webhooks';
import { AnalysesController } from './analyses.controller';
import { AnalysesMetrics } from './analyses.metrics';
import { AnalysesRepository } from './analyses.repository';
import { AnalysesService } from './analyses.service';
import { AnalysisEvents } from './analysis-events.service';
import { AnalysisListRepository } from './analysis-list.repository';
import { AnalysisListService } from './analysis-list.service';
import { AnalysisPreviewController } from './preview/analysis-preview.controller';
import { AnalysisPreviewService } from './preview/analysis-preview.service';
import { AnalysisReader } from './analysis-reader.service';
import { ExportsController } from './exports/exports.controller';
import { ExportsService } from './exports/exports.service';
import { NewAnalyses } from './new-analyses.service';
import { OpenRuns } from './open-runs.service';
import { PurgeAnalysesWork, RETENTION_DAYS } from './retention/purge-analyses.work';
import { PurgeRepository } from './retention/purge.repository';
import { ResultsService } from './results.service';
import { RunDeferredPluginWork } from './run-deferred-plugin.work';
import { RunSlowPluginWork } from './run-slow-plugin.work';
import { SlowSteps } from './slow-steps.service';

@Module({})
export class AnalysesModule {
  /** @param execution the ExecutionModule @param retentionDays after which analyses are deleted */
  static with(execution: DynamicModule, retentionDays: number): DynamicModule {
    return {
      module: AnalysesModule,
      imports: [
        execution,
        AnalysisSettingsModule,
        EventsModule,
        OverridesModule,
        RequestKeysModule,
        VerdictPoliciesModule,
        WebhooksModule,
      ],
      controllers: [AnalysesController, AnalysisPreviewController, ExportsController],
      providers: [
        AnalysesService,
        AnalysisReader,
        AnalysisEvents,
        AnalysisListService,
        AnalysisPreviewService,
        AnalysesMetrics,
        AnalysesRepository,
        AnalysisListRepository,
        ExportsService,
        NewAnalyses,
        OpenRuns,
        ResultsService,
        SlowSteps,
        RunSlowPluginWork,
        RunDeferredPluginWork,
        PurgeRepository,
        PurgeAnalysesWork,
        { provide: RETENTION_DAYS, useValue: retentionDays },
      ],
    };
  }
}

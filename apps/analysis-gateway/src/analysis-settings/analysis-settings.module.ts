import { Module } from '@nestjs/common';
import { TeamStateModule } from '../team-state';
import { AnalysisSettings } from './analysis-settings';
import { AnalysisSettingsController } from './analysis-settings.controller';
import { AnalysisSettingsRepository } from './analysis-settings.repository';
import { AnalysisSettingsService } from './analysis-settings.service';

@Module({
  imports: [TeamStateModule],
  controllers: [AnalysisSettingsController],
  providers: [AnalysisSettings, AnalysisSettingsRepository, AnalysisSettingsService],
  exports: [AnalysisSettings],
})
export class AnalysisSettingsModule {}

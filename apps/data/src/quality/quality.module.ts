import { Module } from '@nestjs/common';
import { ModelModule } from '../model';
import { SourcesModule } from '../sources';
import { WarninglistsModule } from '../warninglists';
import { MeasureSourceHandler } from './measure-source.handler';
import { MeasurementsModule } from './measurements.module';
import { QualityController } from './quality.controller';
import { QualityService } from './quality.service';

@Module({
  imports: [ModelModule, SourcesModule, WarninglistsModule, MeasurementsModule],
  controllers: [QualityController],
  providers: [QualityService, MeasureSourceHandler],
  exports: [MeasureSourceHandler],
})
export class QualityModule {}

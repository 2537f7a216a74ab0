import { Module } from '@nestjs/common';
import { IndicatorsModule } from '../indicators';
import { ModelModule } from '../model';
import { ExportsController } from './exports.controller';
import { ExportsRepository } from './exports.repository';
import { ExportsService } from './exports.service';

@Module({
  imports: [ModelModule, IndicatorsModule],
  controllers: [ExportsController],
  providers: [ExportsService, ExportsRepository],
})
export class ExportsModule {}

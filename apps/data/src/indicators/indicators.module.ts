import { Module } from '@nestjs/common';
import { ModelModule } from '../model';
import { IndicatorsController } from './indicators.controller';
import { IndicatorsMessages } from './indicators.messages';
import { IndicatorsService } from './indicators.service';
import { KnownIndicatorsRepository } from './known-indicators.repository';
import { LookupService } from './lookup.service';
import { SearchRepository } from './search/search.repository';
import { SearchService } from './search/search.service';

@Module({
  imports: [ModelModule],
  controllers: [IndicatorsController, IndicatorsMessages],
  providers: [IndicatorsService, LookupService, KnownIndicatorsRepository, SearchService, SearchRepository],
})
export class IndicatorsModule {}

import { Module } from '@nestjs/common';
import { ArrivalsModule } from '../arrivals';
import { ModelModule } from '../model';
import { IndicatorsController } from './indicators.controller';
import { IndicatorsMessages } from './indicators.messages';
import { IndicatorsService } from './indicators.service';
import { KnownIndicatorsRepository } from './known-indicators.repository';
import { LookupService } from './lookup.service';
import { MarksRepository } from './marks/marks.repository';
import { MarksService } from './marks/marks.service';
import { OwnIndicatorsRepository } from './own/own-indicators.repository';
import { OwnIndicatorsService } from './own/own-indicators.service';
import { SearchRepository } from './search/search.repository';
import { SearchService } from './search/search.service';
import { IndicatorWalk } from './search/walk.service';

@Module({
  imports: [ModelModule, ArrivalsModule],
  controllers: [IndicatorsController, IndicatorsMessages],
  providers: [
    IndicatorsService,
    LookupService,
    SearchService,
    IndicatorWalk,
    MarksService,
    OwnIndicatorsService,
    KnownIndicatorsRepository,
    SearchRepository,
    MarksRepository,
    OwnIndicatorsRepository,
  ],
  exports: [IndicatorWalk, KnownIndicatorsRepository, SearchRepository],
})
export class IndicatorsModule {}

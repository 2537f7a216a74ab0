import { Module } from '@nestjs/common';
import { ArrivalsModule } from '../arrivals';
import { ModelModule } from '../model';
import { MeasurementsModule } from '../quality';
import { SourcesModule } from '../sources';
import { WarninglistsModule } from '../warninglists';
import { ImportFileHandler } from './import-file.handler';
import { ImportsController } from './imports.controller';
import { ImportsRepository } from './imports.repository';
import { ImportsService } from './imports.service';
import { IngestService } from './ingest/ingest.service';
import { MergeRepository } from './ingest/merge.repository';
import { KeptFilesRepository } from './kept-files.repository';

@Module({
  imports: [ModelModule, SourcesModule, ArrivalsModule, WarninglistsModule, MeasurementsModule],
  controllers: [ImportsController],
  providers: [
    ImportsService,
    ImportFileHandler,
    ImportsRepository,
    KeptFilesRepository,
    IngestService,
    MergeRepository,
  ],
  exports: [ImportFileHandler, ImportsRepository, IngestService, KeptFilesRepository],
})
export class ImportsModule {}

import { Module } from '@nestjs/common';
import { ModelModule } from '../model';
import { PurgeSourceHandler } from './purge-source.handler';
import { PurgeSourceRepository } from './purge-source.repository';
import { SourcesController } from './sources.controller';
import { SourcesRepository } from './sources.repository';
import { SourcesService } from './sources.service';

@Module({
  imports: [ModelModule],
  controllers: [SourcesController],
  providers: [SourcesService, SourcesRepository, PurgeSourceHandler, PurgeSourceRepository],
  exports: [SourcesService, PurgeSourceHandler],
})
export class SourcesModule {}

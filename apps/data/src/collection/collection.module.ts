import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ImportsModule } from '../imports';
import { ModelModule } from '../model';
import { SourcesModule } from '../sources';
import { WarninglistsModule } from '../warninglists';
import { CollectSourceHandler } from './collect-source.handler';
import { CollectionsController } from './collections.controller';
import { CollectionsRepository } from './collections.repository';
import { CollectionsService } from './collections.service';
import { FeedKeys } from './fetching/feed-keys';
import { OwnKeys } from './fetching/own-keys';
import { ListFetcher } from './fetching/fetch-list';
import { PlanCollectionsHandler } from './plan-collections.handler';
import { RunFinder } from './run-finder';
import { RunSchedule } from './run-schedule';
import { RunStream } from './run-stream';
import { TakeIn } from './take-in';

@Module({})
export class CollectionModule {
  /** @param keys of the installation for providers of lists, by name. */
  static withKeys(keys: ReadonlyMap<string, string>): DynamicModule {
    return {
      module: CollectionModule,
      imports: [ModelModule, SourcesModule, ImportsModule, WarninglistsModule],
      controllers: [CollectionsController],
      providers: [
        OwnKeys,
        { provide: FeedKeys, inject: [OwnKeys], useFactory: (own: OwnKeys) => new FeedKeys(keys, own) },
        ListFetcher,
        CollectionsRepository,
        RunFinder,
        RunSchedule,
        RunStream,
        TakeIn,
        CollectionsService,
        CollectSourceHandler,
        PlanCollectionsHandler,
      ],
      exports: [CollectionsService, CollectSourceHandler, PlanCollectionsHandler],
    };
  }
}

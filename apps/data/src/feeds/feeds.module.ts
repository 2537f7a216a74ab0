import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { SourcesModule } from '../sources';
import { FeedsController } from './feeds.controller';
import { FeedsService } from './feeds.service';
import { MispListService } from './misp-list/misp-list.service';

@Module({})
export class FeedsModule {
  /** @param collection the module that fetches. */
  static using(collection: DynamicModule): DynamicModule {
    return {
      module: FeedsModule,
      imports: [SourcesModule, collection],
      controllers: [FeedsController],
      providers: [FeedsService, MispListService],
    };
  }
}

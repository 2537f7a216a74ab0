export { PurgeSourceHandler } from './purge-source.handler';
export type { Source } from './source';
export { SourcesModule } from './sources.module';
export { SourcesService } from './sources.service';

export { CollectSourceHandler } from './collect-source.handler';
export { planCollectionsWork } from './collect-source.work';
export { CollectionModule } from './collection.module';
export { PlanCollectionsHandler } from './plan-collections.handler';
export { CollectionsService } from './collections.service';

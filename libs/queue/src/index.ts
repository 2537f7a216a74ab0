export { QueueModule } from './queue.module';
export { workMigration } from './store/work-migration';
export { Work } from './work';
export type { FailedWork, WorkHandler, WorkItem } from './work-handler';

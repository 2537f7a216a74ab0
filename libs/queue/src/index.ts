export { QueueModule } from './queue.module';
export { workMigration } from './store/work-migration';
export { workUpkeepMigration } from './store/work-upkeep-migration';
export type { Recurrence } from './relay/recurring-work';
export { Work } from './work';
export type { FailedWork, WorkHandler, WorkItem } from './work-handler';

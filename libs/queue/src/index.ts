export { defaultTiming } from './queue-timing';
export type { QueueTiming } from './queue-timing';
export type { QueueOptions } from './queue-runtime';
export { QueueModule } from './queue.module';
export { workMigration } from './store/work-migration';
export { Work } from './work';
export type { WorkSubmission } from './work';
export type { FailedWork, WorkHandler, WorkItem } from './work-handler';

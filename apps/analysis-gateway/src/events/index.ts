export { AnalysisChanges } from './analysis-changes';
export { EventsModule } from './events.module';
export { WakeUp } from './wake-up';

import { Module } from '@nestjs/common';
import { AnalysisChanges } from './analysis-changes';
import { AnalysisChangesListener } from './analysis-changes.listener';

@Module({ controllers: [AnalysisChangesListener], providers: [AnalysisChanges], exports: [AnalysisChanges] })
export class EventsModule {}

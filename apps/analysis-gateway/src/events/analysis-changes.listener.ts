import { Controller } from '@nestjs/common';
import { analysisChanged } from '@sentrybox/contracts';
import { Announcement } from '@sentrybox/messaging';
import { AnalysisChanges } from './analysis-changes';

@Controller()
export class AnalysisChangesListener {
  constructor(private readonly changes: AnalysisChanges) {}

  @Announcement(analysisChanged)
  hear({ analysisId }: { analysisId: string }): void {
    this.changes.heard(analysisId);
  }
}

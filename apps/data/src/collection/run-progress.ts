import type { SourceScope } from '@sentrybox/contracts';
import type { Database } from '@sentrybox/database';
import type { ImportProgress, ImportsRepository } from '../imports';

const everyMs = 1_000;

/**
 * Writes down how far a run is, once a second while it changes. Made outside of any transaction: what it writes is seen
 * while the list is still being taken in.
 */
export class RunProgressWriter {
  private now: ImportProgress = { phase: 'fetching', bytes: 0, records: 0 };
  private written = '';
  private isWriting = false;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly run: { readonly scope: SourceScope; readonly id: string; readonly teamId: string },
    private readonly runs: ImportsRepository,
    private readonly database: Database,
  ) {
    this.timer = setInterval(() => void this.write(), everyMs);
  }

  set(progress: Partial<ImportProgress>): void {
    this.now = { ...this.now, ...progress };
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async write(): Promise<void> {
    const text = JSON.stringify(this.now);
    if (this.isWriting || text === this.written) return;
    this.isWriting = true;
    const { scope, id, teamId } = this.run;
    try {
      await this.database.inTeam(teamId, () => this.runs.note(scope, id, this.now));
      this.written = text;
    } catch {
      // Nobody depends on it: the next second tells more.
    } finally {
      this.isWriting = false;
    }
  }
}

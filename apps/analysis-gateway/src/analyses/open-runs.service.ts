import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { Work } from '@sentrybox/queue';
import type { PluginRow } from './analyses.repository';
import { runDeferredPlugin, runSlowPlugin } from './run-plugin.definitions';

/** Hands to the worker what goes on after the answer: slow plugins now, fast ones when their turn comes. */
@Injectable()
export class OpenRuns {
  constructor(
    private readonly work: Work,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** In the current transaction of the team, together with the rows. */
  async submit(teamId: string, rows: readonly PluginRow[]): Promise<void> {
    for (const { workId: id, isOpen, isSlow, result } of rows) {
      if (id === null || !isOpen) continue;
      if (isSlow) await this.work.submit(runSlowPlugin, { id, teamId });
      else
        await this.work.submit(runDeferredPlugin, {
          id,
          teamId,
          dueAt: this.turnOf(result?.error?.retry_after_seconds),
        });
    }
  }

  private turnOf(seconds = 60): Date {
    return new Date(this.clock.now().getTime() + seconds * 1_000);
  }
}

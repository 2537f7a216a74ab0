import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { Work } from '@sentrybox/queue';
import type { PluginRow } from './analyses.repository';
import { runDeferredPlugin, runSlowPlugin } from './run-plugin.definitions';

/**
 * When a fast plugin that was still on its way at the deadline is asked again, unless it has answered by then. Longer than
 * the longest deadline of a request and that of a plugin together (30 s each), so this happens only when the process that
 * waited for it has ended.
 */
const askAgainSeconds = 90;

/** Hands to the worker what goes on after the answer: slow plugins now, fast ones when their turn comes or their answer is overdue. */
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

  private turnOf(seconds = askAgainSeconds): Date {
    return new Date(this.clock.now().getTime() + seconds * 1_000);
  }
}

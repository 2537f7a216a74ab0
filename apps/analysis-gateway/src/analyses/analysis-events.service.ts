import { Injectable } from '@nestjs/common';
import type { Principal } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { AnalysisChanges, WakeUp } from '../events';
import { isUuid } from '../is-uuid';
import { analysisNotFound } from './analyses.errors';
import { AnalysesRepository } from './analyses.repository';
import type { StoredPluginResult } from './plugin-result.entity';

/** How soon a result is seen whose announcement got lost; a comment goes out each time, so that proxies keep the line. */
const lookEveryMs = 5_000;

/** Resolves while the credential of the request still stands; rejects once it does not. */
type Recheck = () => Promise<void>;

/** The results of one analysis as they come. */
@Injectable()
export class AnalysisEvents {
  constructor(
    private readonly repository: AnalysesRepository,
    private readonly changes: AnalysisChanges,
    private readonly database: Database,
  ) {}

  /**
   * Event stream: a `result` for every result behind `lastEventId`, and `completed` when no work goes on. The rows are
   * the truth: announcements only say when to look.
   * @throws DomainError `not_found`, also for another team's analysis, before the stream begins
   */
  async open(
    { teamId }: Principal,
    id: string,
    lastEventId: string | undefined,
    stillAllowed: Recheck,
  ): Promise<(signal: AbortSignal) => AsyncGenerator<string>> {
    const isKnown =
      isUuid(id) && (await this.database.inTeam(teamId, () => this.repository.find(teamId, id))) !== undefined;
    if (!isKnown) throw analysisNotFound();
    const behind = /^\d{1,9}$/.test(lastEventId ?? '') ? Number(lastEventId) : 0;
    return (signal) => this.events(teamId, id, behind, stillAllowed, signal);
  }

  private async *events(
    teamId: string,
    id: string,
    behind: number,
    stillAllowed: Recheck,
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    const wakeUp = new WakeUp();
    const unfollow = this.changes.follow(id, () => {
      wakeUp.call();
    });
    let last = behind;
    try {
      while (!signal.aborted) {
        const { results, openCount } = await this.look(teamId, id, last);
        for (const row of results) {
          last = row.eventNo;
          yield eventOf('result', row.eventNo, { ...row.result });
        }
        if (openCount === 0) {
          yield eventOf('completed', last, { id });
          return;
        }
        if (results.length === 0) yield ': waiting\n\n';
        await wakeUp.wait(lookEveryMs, signal);
        await stillAllowed();
      }
    } finally {
      unfollow();
    }
  }

  private async look(teamId: string, id: string, behind: number) {
    return await this.database.inTeam(
      teamId,
      async (): Promise<{ results: StoredPluginResult[]; openCount: number }> => {
        // First what is open: a result that comes in between is then among the results.
        const openCount = await this.repository.countOpen(teamId, id);
        return { openCount, results: await this.repository.resultsBehind(teamId, id, behind) };
      },
    );
  }
}

function eventOf(name: string, id: number, data: object): string {
  return `id: ${String(id)}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

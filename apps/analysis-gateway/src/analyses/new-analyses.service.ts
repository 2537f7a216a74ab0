import { Inject, Injectable } from '@nestjs/common';
import type { OverrideView } from '@sentrybox/contracts';
import { Database, GroupCommit, isServerError } from '@sentrybox/database';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { Overrides } from '../overrides';
import type { NewAnalysis } from './analyses.repository';
import { AnalysesRepository } from './analyses.repository';
import { OpenRuns } from './open-runs.service';

type Group = GroupCommit<NewAnalysis, OverrideView | null>;

/** Stores analyses as they are answered. Those of one team that come at the same time share a transaction. */
@Injectable()
export class NewAnalyses {
  /** One for each team that ever asked: some hundred bytes, and teams are made by people. */
  private readonly groups = new Map<string, Group>();

  constructor(
    private readonly repository: AnalysesRepository,
    private readonly overrides: Overrides,
    private readonly runs: OpenRuns,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Resolves when the analysis, its results and the work of its open runs are committed.
   * @returns the override that holds for its indicator now
   * @throws DomainError `unavailable`
   */
  async save(teamId: string, made: NewAnalysis): Promise<OverrideView | null> {
    // Work carries the trace of the request that made it, which a shared transaction has not.
    if (!made.plugins.some(({ isOpen }) => isOpen)) return await this.groupOf(teamId).add(made);
    const [override] = await this.write(teamId, [made]);
    return override ?? null;
  }

  private groupOf(teamId: string): Group {
    const known = this.groups.get(teamId);
    if (known !== undefined) return known;
    const group: Group = new GroupCommit({
      write: (all) => this.write(teamId, all),
      isRowFault: isServerError,
      maxRows: 50,
      maxWaiting: 5_000,
    });
    this.groups.set(teamId, group);
    return group;
  }

  private async write(teamId: string, all: readonly NewAnalysis[]): Promise<(OverrideView | null)[]> {
    return await this.database.inTeam(teamId, async () => {
      // Sent together: one round trip.
      const [, overrides] = await Promise.all([
        this.repository.insert(teamId, all),
        this.overrides.currentOf(
          teamId,
          all.map(({ analysis }) => analysis),
          this.clock.now(),
        ),
      ]);
      for (const { plugins } of all) await this.runs.submit(teamId, plugins);
      return overrides;
    });
  }
}

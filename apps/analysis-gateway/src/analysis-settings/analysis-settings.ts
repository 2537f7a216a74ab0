import { Inject, Injectable } from '@nestjs/common';
import { Database, SecretBox } from '@sentrybox/database';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { RecentTeams, TeamState } from '../team-state';
import type { AnalysisSettingsRow } from './analysis-settings.repository';
import { AnalysisSettingsRepository } from './analysis-settings.repository';
import { secretPlace } from './secret-place';

/** Where a team wants to be told of analyses that have all their results. */
export interface Webhook {
  readonly url: string;
  /** `whsec_…` in clear. */
  readonly secret: string;
}

/** What a team has set for its analyses. */
@Injectable()
export class AnalysisSettings {
  private readonly recent: RecentTeams<AnalysisSettingsRow>;

  constructor(
    private readonly repository: AnalysisSettingsRepository,
    private readonly box: SecretBox,
    private readonly database: Database,
    private readonly state: TeamState,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.recent = new RecentTeams(clock);
    state.onChange((teamId) => {
      this.recent.drop(teamId);
    });
  }

  async of(teamId: string): Promise<Pick<AnalysisSettingsRow, 'defaultTlp' | 'defaultPap'>> {
    return await this.row(teamId);
  }

  /** Undefined: the team does not want to be told, or nothing could be delivered for days. */
  async webhookOf(teamId: string): Promise<Webhook | undefined> {
    const { webhookUrl: url, webhookSecret, webhookDisabledReason } = await this.row(teamId);
    if (url === null || webhookSecret === null || webhookDisabledReason !== null) return undefined;
    return { url, secret: this.box.open(webhookSecret, secretPlace(teamId)) };
  }

  /** In the current transaction of the team. */
  async webhookDelivered(teamId: string): Promise<void> {
    const row = await this.repository.find(teamId);
    if (row.webhookFailingSince === null) return;
    await this.repository.save(teamId, { ...row, webhookFailingSince: null }, this.clock.now());
  }

  /** In the current transaction of the team. Nothing delivered for `disableAfterMs`: the webhook is switched off. */
  async webhookFailed(teamId: string, disableAfterMs: number): Promise<void> {
    const now = this.clock.now();
    const row = await this.repository.find(teamId);
    const failingSince = row.webhookFailingSince ?? now;
    const isOver = now.getTime() - failingSince.getTime() >= disableAfterMs;
    await this.repository.save(
      teamId,
      {
        ...row,
        webhookFailingSince: failingSince,
        webhookDisabledReason: isOver ? 'Nothing could be delivered for days.' : row.webhookDisabledReason,
      },
      now,
    );
    if (isOver) this.database.afterCommit(() => this.state.announce(teamId));
  }

  private async row(teamId: string): Promise<AnalysisSettingsRow> {
    return await this.recent.get(teamId, () => this.database.inTeam(teamId, () => this.repository.find(teamId)));
  }
}
